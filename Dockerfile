# The program with its model in a container of Debian 12, for systems on which it is not installed itself.
#
#   docker build -t syncdreamer .
#   docker run --rm -p 127.0.0.1:8080:8080 -v "$PWD:/work" syncdreamer
#   docker run --rm -v "$PWD:/work" syncdreamer create cup.png -o cup
#
# The first run shows the page at http://127.0.0.1:8080/, the second runs a command on files of this folder.

FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends make
COPY . /source
WORKDIR /source
RUN make package

FROM debian:12
COPY --from=build /source/build/*.deb /package/
RUN apt-get update && apt-get install -y --no-install-recommends /package/*.deb && rm -rf /package /var/lib/apt/lists/*
WORKDIR /work
EXPOSE 8080
ENTRYPOINT ["syncdreamer"]
CMD ["serve", "--host", "0.0.0.0"]
