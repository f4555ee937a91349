package oci

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Types of what a registry serves of an image.
const (
	ManifestType = "application/vnd.oci.image.manifest.v1+json"
	configType   = "application/vnd.oci.image.config.v1+json"
	layerType    = "application/vnd.oci.image.layer.v1.tar"
)

// Blob is what a registry serves under its digest: a layer, which is a file of the machine, or content.
type Blob struct {
	Path    string
	Content []byte
}

type descriptor struct {
	MediaType string `json:"mediaType"`
	Digest    string `json:"digest"`
	Size      int64  `json:"size"`
}

// Manifest is the image as a registry serves it: the text of its manifest, its digest, and what it names, by digest.
func (i Image) Manifest() (text []byte, digest string, blobs map[string]Blob, err error) {
	config, err := i.configFile()
	if err != nil {
		return nil, "", nil, err
	}
	id, err := i.ID()
	if err != nil {
		return nil, "", nil, err
	}
	blobs = map[string]Blob{"sha256:" + id: {Content: config}}
	layers := []descriptor{}
	for _, layer := range i.Layers {
		digest := "sha256:" + layer.Digest
		blobs[digest] = Blob{Path: layer.Path}
		layers = append(layers, descriptor{layerType, digest, layer.Size})
	}
	text, err = json.Marshal(map[string]any{
		"schemaVersion": 2, "mediaType": ManifestType, "config": descriptor{configType, "sha256:" + id, int64(len(config))}, "layers": layers,
	})
	sum := sha256.Sum256(text)
	return text, "sha256:" + hex.EncodeToString(sum[:]), blobs, err
}
