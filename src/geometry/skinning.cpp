#include "geometry/skinning.h"

#include <assimp/scene.h>

#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace syncdreamer {
namespace {

/// Where the nodes of a scene stand, and which of them holds a mesh.
class NodePlaces {
 public:
  explicit NodePlaces(const aiScene& scene) {
    if (scene.mRootNode != nullptr) add(*scene.mRootNode, aiMatrix4x4());
  }

  /// Of a node without meshes rather than of one with some; null for names of no node.
  const aiMatrix4x4* world_from_node(const std::string& name) const {
    for (const auto* places : {&by_name_, &by_name_of_mesh_})
      if (const auto found = places->find(name); found != places->end()) return &found->second;
    return nullptr;
  }
  /// Of the first node that holds the mesh; null if none does.
  const aiMatrix4x4* world_from_mesh(unsigned mesh) const {
    const auto found = by_mesh_.find(mesh);
    return found == by_mesh_.end() ? nullptr : &found->second;
  }

 private:
  void add(const aiNode& node, const aiMatrix4x4& world_from_parent) {
    const aiMatrix4x4 world_from_node = world_from_parent * node.mTransformation;
    (node.mNumMeshes == 0 ? by_name_ : by_name_of_mesh_).emplace(node.mName.C_Str(), world_from_node);
    for (const unsigned mesh : std::span(node.mMeshes, node.mNumMeshes)) by_mesh_.emplace(mesh, world_from_node);
    for (const aiNode* child : std::span(node.mChildren, node.mNumChildren)) add(*child, world_from_node);
  }

  std::map<std::string, aiMatrix4x4> by_name_, by_name_of_mesh_;
  std::map<unsigned, aiMatrix4x4> by_mesh_;
};

aiMatrix4x4 scaled(aiMatrix4x4 matrix, float factor) {
  for (unsigned row = 0; row < 4; ++row) {
    for (unsigned column = 0; column < 4; ++column) matrix[row][column] *= factor;
  }
  return matrix;
}

aiMatrix4x4 sum_of(aiMatrix4x4 a, const aiMatrix4x4& b) {
  for (unsigned row = 0; row < 4; ++row) {
    for (unsigned column = 0; column < 4; ++column) a[row][column] += b[row][column];
  }
  return a;
}

/// What the joints of a mesh do to a vertex, and with which weight in all.
struct VertexPull {
  aiMatrix4x4 weighted_sum = scaled(aiMatrix4x4(), 0);
  float weight = 0;
};

std::vector<VertexPull> pulls_of(const aiMesh& mesh, const NodePlaces& places) {
  std::vector<VertexPull> pulls(mesh.mNumVertices);
  for (const aiBone* bone : std::span(mesh.mBones, mesh.mNumBones)) {
    const aiMatrix4x4* const world_from_joint = places.world_from_node(bone->mName.C_Str());
    if (world_from_joint == nullptr) continue;
    const aiMatrix4x4 pull = *world_from_joint * bone->mOffsetMatrix;
    for (const auto& [vertex, weight] : std::span(bone->mWeights, bone->mNumWeights)) {
      if (vertex >= mesh.mNumVertices || !(weight > 0) || !std::isfinite(weight)) continue;
      pulls[vertex].weighted_sum = sum_of(pulls[vertex].weighted_sum, scaled(pull, weight));
      pulls[vertex].weight += weight;
    }
  }
  return pulls;
}

void apply_skin(aiMesh& mesh, const aiMatrix4x4& world_from_mesh, const NodePlaces& places) {
  if (world_from_mesh.Determinant() == 0) return;
  const aiMatrix4x4 mesh_from_world = aiMatrix4x4(world_from_mesh).Inverse();
  const std::vector<VertexPull> pulls = pulls_of(mesh, places);
  for (unsigned i = 0; i < mesh.mNumVertices; ++i) {
    if (pulls[i].weight == 0) continue;
    const aiMatrix4x4 moves = mesh_from_world * scaled(pulls[i].weighted_sum, 1 / pulls[i].weight);
    mesh.mVertices[i] *= moves;
    if (!mesh.HasNormals() || moves.Determinant() == 0) continue;
    aiMatrix3x3 turns(moves);
    mesh.mNormals[i] *= turns.Inverse().Transpose();
    mesh.mNormals[i].NormalizeSafe();
  }
}

/// Moves places or normals of a mesh by its morph targets, which hold other ones, as far as these count.
void add_targets(const aiMesh& mesh, aiVector3D* values, aiVector3D* aiAnimMesh::*of_target) {
  if (values == nullptr) return;
  const std::vector<aiVector3D> rest(values, values + mesh.mNumVertices);
  for (const aiAnimMesh* target : std::span(mesh.mAnimMeshes, mesh.mNumAnimMeshes)) {
    const aiVector3D* const other = target->*of_target;
    if (other == nullptr || target->mNumVertices != mesh.mNumVertices || target->mWeight == 0) continue;
    for (unsigned i = 0; i < mesh.mNumVertices; ++i) values[i] += (other[i] - rest[i]) * target->mWeight;
  }
}

}  // namespace

void apply_skins(aiScene& scene) {
  const NodePlaces places(scene);
  for (unsigned i = 0; i < scene.mNumMeshes; ++i) {
    const aiMatrix4x4* const world_from_mesh = places.world_from_mesh(i);
    if (scene.mMeshes[i]->HasBones() && world_from_mesh != nullptr)
      apply_skin(*scene.mMeshes[i], *world_from_mesh, places);
  }
}

void apply_morph_targets(aiScene& scene) {
  for (aiMesh* mesh : std::span(scene.mMeshes, scene.mNumMeshes)) {
    if (mesh->mNumAnimMeshes == 0) continue;
    add_targets(*mesh, mesh->mVertices, &aiAnimMesh::mVertices);
    add_targets(*mesh, mesh->mNormals, &aiAnimMesh::mNormals);
    if (!mesh->HasNormals()) continue;
    for (aiVector3D& normal : std::span(mesh->mNormals, mesh->mNumVertices)) normal.NormalizeSafe();
  }
}

}  // namespace syncdreamer
