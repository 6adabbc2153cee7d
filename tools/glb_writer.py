"""GLB files of textured triangles, as models of games are."""

import io
import json
import struct
from typing import NamedTuple

import numpy as np
from PIL import Image


class Part(NamedTuple):
    """Triangles of one material; y points up, x to the left of whoever looks along z (as the three games have it)."""

    positions: np.ndarray  # [N, 3]
    uvs: np.ndarray  # [N, 2], from the upper left corner of the picture
    triangles: np.ndarray  # [T, 3], clockwise from outside
    picture: Image.Image | None
    color: tuple  # RGB, times the picture
    has_cutouts: bool  # where the picture's alpha is low, the part is not there


class GlbWriter:
    """Collects the binary part of a GLB file and what its JSON says of it."""

    def __init__(self):
        self.binary = bytearray()
        self.json = {'asset': {'version': '2.0'}, 'scene': 0, 'scenes': [{'nodes': [0]}], 'nodes': [{'mesh': 0}],
                     'meshes': [{'primitives': []}], 'accessors': [], 'bufferViews': [], 'materials': [], 'images': [],
                     'textures': []}
        self.textures = {}

    def add(self, list_name, element):
        self.json[list_name].append(element)
        return len(self.json[list_name]) - 1

    def add_bytes(self, data):
        self.binary += bytes(-len(self.binary) % 4)
        view = {'buffer': 0, 'byteOffset': len(self.binary), 'byteLength': len(data)}
        self.binary += data
        return self.add('bufferViews', view)

    def add_array(self, array, kind, component_type):
        accessor = {'bufferView': self.add_bytes(array.tobytes()), 'componentType': component_type, 'type': kind,
                    'count': len(array)}
        if kind == 'VEC3':
            accessor |= {'min': array.min(0).tolist(), 'max': array.max(0).tolist()}
        return self.add('accessors', accessor)

    def texture_of(self, picture):
        if id(picture) not in self.textures:
            png = io.BytesIO()
            picture.save(png, 'PNG')
            image = self.add('images', {'bufferView': self.add_bytes(png.getvalue()), 'mimeType': 'image/png'})
            self.textures[id(picture)] = self.add('textures', {'source': image})
        return self.textures[id(picture)]

    def add_part(self, part):
        look = {'metallicFactor': 0, 'baseColorFactor': [*part.color, 1]}
        if part.picture is not None:
            look['baseColorTexture'] = {'index': self.texture_of(part.picture)}
        material = {'doubleSided': True, 'pbrMetallicRoughness': look}
        if part.has_cutouts:
            material['alphaMode'] = 'MASK'
        float32, uint32 = 5126, 5125
        positions = part.positions * [1, 1, -1]  # a frame of the other hand
        attributes = {'POSITION': self.add_array(positions.astype('<f4'), 'VEC3', float32),
                      'TEXCOORD_0': self.add_array(part.uvs.astype('<f4'), 'VEC2', float32)}
        indices = self.add_array(part.triangles[:, ::-1].astype('<u4').reshape(-1), 'SCALAR', uint32)
        self.json['meshes'][0]['primitives'].append(
            {'attributes': attributes, 'indices': indices, 'material': self.add('materials', material)})

    def write(self, path):
        self.binary += bytes(-len(self.binary) % 4)
        self.json['buffers'] = [{'byteLength': len(self.binary)}]
        text = json.dumps({name: value for name, value in self.json.items() if value != []}).encode()
        text += b' ' * (-len(text) % 4)
        header = struct.pack('<4sII', b'glTF', 2, 12 + 8 + len(text) + 8 + len(self.binary))
        chunks = struct.pack('<I4s', len(text), b'JSON') + text, struct.pack('<I4s', len(self.binary), b'BIN\0')
        path.write_bytes(header + b''.join(chunks) + self.binary)
