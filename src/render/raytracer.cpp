#include "render/raytracer.h"

#if __has_include(<embree4/rtcore.h>)
#include <embree4/rtcore.h>
#else
#include <embree3/rtcore.h>
#endif

#include <limits>
#include <type_traits>
#include <utility>

#include "core/error.h"

namespace syncdreamer {

namespace {

constexpr double kFar = 100;  // in radii of the mesh

void intersect(RTCScene scene, RTCRayHit& query) {
#if RTC_VERSION_MAJOR >= 4
  rtcIntersect1(scene, &query);
#else
  RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  rtcIntersect1(scene, &context, &query);
#endif
}

/// What Embree calls with every triangle that it finds along a ray, one at a time.
void let_pass(const RTCFilterFunctionNArguments* found) {
  const auto& is_seen_through = *static_cast<const IsSeenThrough*>(found->geometryUserPtr);
  RTCHitN* const hit = found->hit;
  if (is_seen_through(RTCHitN_primID(hit, 1, 0), RTCHitN_u(hit, 1, 0), RTCHitN_v(hit, 1, 0))) *found->valid = 0;
}

[[noreturn]] void refuse() {
  throw InputError("the memory does not suffice to trace rays to so large a mesh");
}

}  // namespace

struct RayTracer::Impl {
  RTCDevice device = rtcNewDevice("threads=1");
  RTCScene scene = nullptr;
  IsSeenThrough is_seen_through;
  Vec3 centre{};  ///< of a sphere that holds the mesh
  double radius = 0;

  ~Impl() {
    if (scene != nullptr) rtcReleaseScene(scene);
    if (device != nullptr) rtcReleaseDevice(device);
  }
};

RayTracer::RayTracer(const Mesh& mesh, IsSeenThrough is_seen_through) : impl_(std::make_unique<Impl>()) {
  check_mesh(mesh);
  if (impl_->device == nullptr) throw InputError("the ray tracer Embree cannot be started on this machine");
  impl_->is_seen_through = std::move(is_seen_through);
  if (impl_->is_seen_through && rtcGetDeviceProperty(impl_->device, RTC_DEVICE_PROPERTY_FILTER_FUNCTION_SUPPORTED) == 0)
    throw InputError("the ray tracer Embree was built without filter functions, which see-through materials need");
  impl_->scene = rtcNewScene(impl_->device);
  rtcSetSceneFlags(impl_->scene, RTC_SCENE_FLAG_ROBUST);
  const std::unique_ptr<std::remove_pointer_t<RTCGeometry>, void (*)(RTCGeometry)> geometry(
      rtcNewGeometry(impl_->device, RTC_GEOMETRY_TYPE_TRIANGLE), rtcReleaseGeometry);
  auto* positions = static_cast<float*>(rtcSetNewGeometryBuffer(
      geometry.get(), RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 3 * sizeof(float), mesh.vertices.size()));
  auto* indices = static_cast<std::uint32_t*>(rtcSetNewGeometryBuffer(
      geometry.get(), RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 3 * sizeof(std::uint32_t), mesh.triangles.size()));
  if (!mesh.empty() && (positions == nullptr || indices == nullptr)) refuse();
  for (const Vec3& v : mesh.vertices) {
    for (int i = 0; i < 3; ++i) *positions++ = static_cast<float>(v[i]);
  }
  for (const auto& triangle : mesh.triangles) {
    for (const std::uint32_t i : triangle) *indices++ = i;
  }
  if (impl_->is_seen_through) {
    rtcSetGeometryUserData(geometry.get(), &impl_->is_seen_through);
    rtcSetGeometryIntersectFilterFunction(geometry.get(), let_pass);
  }
  rtcCommitGeometry(geometry.get());
  rtcAttachGeometry(impl_->scene, geometry.get());
  rtcCommitScene(impl_->scene);
  if (rtcGetDeviceError(impl_->device) != RTC_ERROR_NONE) refuse();
  if (mesh.empty()) return;
  RTCBounds bounds;
  rtcGetSceneBounds(impl_->scene, &bounds);
  const Vec3 low{bounds.lower_x, bounds.lower_y, bounds.lower_z}, high{bounds.upper_x, bounds.upper_y, bounds.upper_z};
  impl_->centre = (low + high) / 2;
  impl_->radius = length(high - low) / 2;
}

RayTracer::~RayTracer() = default;

double RayTracer::empty_distance(Vec3 origin, Vec3 direction) const {
  const double speed = length(direction);
  const double nearest = (dot(impl_->centre - origin, direction) / speed - impl_->radius) / speed;
  return nearest * speed > kFar * impl_->radius ? nearest : 0;
}

std::optional<RayHit> RayTracer::trace(Vec3 origin, Vec3 direction) const {
  const double skipped = empty_distance(origin, direction);
  const Vec3 begin = origin + direction * skipped;
  RTCRayHit query;
  query.ray.org_x = static_cast<float>(begin.x);
  query.ray.org_y = static_cast<float>(begin.y);
  query.ray.org_z = static_cast<float>(begin.z);
  query.ray.dir_x = static_cast<float>(direction.x);
  query.ray.dir_y = static_cast<float>(direction.y);
  query.ray.dir_z = static_cast<float>(direction.z);
  query.ray.tnear = 0;
  query.ray.tfar = std::numeric_limits<float>::infinity();
  query.ray.time = 0;
  query.ray.mask = 0xFFFFFFFF;  // Debian's Embree is built with ray masks
  query.ray.id = 0;
  query.ray.flags = 0;
  query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
  intersect(impl_->scene, query);
  if (query.hit.geomID == RTC_INVALID_GEOMETRY_ID) return std::nullopt;

  Vec3 normal{query.hit.Ng_x, query.hit.Ng_y, query.hit.Ng_z};
  const double norm = length(normal);
  normal = norm > 0 ? normal / norm : -normalized(direction);
  if (dot(normal, direction) > 0) normal = -normal;
  return RayHit{skipped + query.ray.tfar, query.hit.primID, query.hit.u, query.hit.v, normal};
}

}  // namespace syncdreamer
