#pragma once

namespace syncdreamer {

// Names of results, and of what is read by the same names; docs/formats.md says what they hold.
inline constexpr const char* kRunFile = "run.json";
inline constexpr const char* kInputPicture = "input.png";
inline constexpr const char* kViewPrefix = "view-";
inline constexpr const char* kViewRow = "views.png";
inline constexpr const char* kDraftRow = "drafts.png";
inline constexpr const char* kPreviewName = "preview.png";
inline constexpr const char* kCamerasFile = "cameras.json";
inline constexpr const char* kSamplePrefix = "sample-";
inline constexpr const char* kMasksFolder = "masks";
inline constexpr const char* kMapsFolder = "maps";
inline constexpr const char* kMeshFile = "mesh.glb";
inline constexpr const char* kMeshObj = "mesh.obj";
inline constexpr const char* kMeshMaterials = "mesh.mtl";  ///< beside mesh.obj
inline constexpr const char* kMeshTexture = "mesh.png";    ///< beside mesh.obj
inline constexpr const char* kColoredMesh = "mesh.ply";
inline constexpr const char* kTurntableVideo = "turntable.mp4";
inline constexpr const char* kTurntableAnimation = "turntable.gif";

}  // namespace syncdreamer
