# The program with its model in a container of Debian 12; README.md says how to use it.

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
