#pragma once

struct aiScene;

namespace syncdreamer {

/// Puts the vertices of meshes that hang on a skeleton where its joints hold them, in the pose that the file has,
/// before aiProcess_PreTransformVertices moves them by their node: a vertex at v goes to the sum over its joints of
/// weight * world_from_joint * joint_from_mesh * v in the world (glTF 2.0, section 3.7.3.3), wherever the mesh's node
/// is.
///
/// Vertices without weights stay. Faults of the weights (joints that are missing, numbers of no vertex) count as none.
void apply_skins(aiScene& scene);

/// Moves vertices by glTF's morph targets, with the weights that the file gives their mesh; those of nodes are left
/// out.
void apply_morph_targets(aiScene& scene);

}  // namespace syncdreamer
