package oci

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"runtime"
)

// RefLabel names an image on itself: all images of this package have it.
const RefLabel = "kaaslab.dev/image"

// Layer is an uncompressed tar file of the machine.
type Layer struct {
	Path   string
	Digest string // SHA-256 of the file, in hexadecimal
	Size   int64
}

// Config is how an image's containers start.
type Config struct {
	Entrypoint []string            `json:",omitempty"`
	Cmd        []string            `json:",omitempty"`
	Env        []string            `json:",omitempty"`
	Labels     map[string]string   `json:",omitempty"`
	StopSignal string              `json:",omitempty"`
	Volumes    map[string]struct{} `json:",omitempty"`
	WorkingDir string              `json:",omitempty"`
}

// Image is layers, lowest first, under a name.
type Image struct {
	Ref    string
	Layers []Layer
	Config Config
}

// configFile is the part of an image that its ID is the hash of.
func (i Image) configFile() ([]byte, error) {
	config := i.Config
	// Two images of the same layers, told apart by the name they are called
	// by, would share one ID.
	config.Labels = map[string]string{RefLabel: i.Ref}
	maps.Copy(config.Labels, i.Config.Labels)
	var diffs []string
	for _, layer := range i.Layers {
		diffs = append(diffs, "sha256:"+layer.Digest)
	}
	return json.Marshal(map[string]any{
		"architecture": runtime.GOARCH,
		"os":           "linux",
		"created":      "1970-01-01T00:00:00Z",
		"config":       config,
		"rootfs":       map[string]any{"type": "layers", "diff_ids": diffs},
		"history":      make([]struct{}, len(diffs)),
	})
}

// ID is what Docker calls the image, without "sha256:".
func (i Image) ID() (string, error) {
	config, err := i.configFile()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(config)
	return hex.EncodeToString(sum[:]), nil
}
