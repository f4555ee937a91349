package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// objectsFile is embedded into the program by package manifests.
const objectsFile = "internal/manifests/generated/objects.json.gz"

// set is what one provider brings: definitions with the labels that clusterctl
// and Cluster API look for, and its webhook configurations.
type set struct {
	Provider string                   `json:"provider"`
	Labels   map[string]string        `json:"labels,omitempty"`
	Later    bool                     `json:"later,omitempty"`
	CRDs     []map[string]interface{} `json:"crds"`
	Webhooks []map[string]interface{} `json:"webhooks,omitempty"`
}

// contract tells Cluster API which versions of a provider's kinds it may use.
var contract = map[string]string{
	"cluster.x-k8s.io/v1beta1": "v1beta1",
	"cluster.x-k8s.io/v1beta2": "v1beta2",
}

func writeObjects() error {
	sets, err := collectSets()
	if err != nil {
		return err
	}
	data, err := json.Marshal(sets)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(objectsFile), 0o755); err != nil {
		return err
	}
	return os.WriteFile(objectsFile, packed.Bytes(), 0o644)
}

func collectSets() ([]set, error) {
	dirs, err := sourceDirs()
	if err != nil {
		return nil, err
	}
	var sets []set
	for _, s := range sources {
		got, err := s.read(dirs[s.module])
		if err != nil {
			return nil, err
		}
		sets = append(sets, got)
	}
	return sets, nil
}

// documents reads one YAML file with one or more objects.
func documents(path string) ([]map[string]interface{}, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var objects []map[string]interface{}
	for _, doc := range strings.Split("\n"+string(data), "\n---") {
		if strings.TrimSpace(doc) == "" {
			continue
		}
		var object map[string]interface{}
		if err := yaml.Unmarshal([]byte(doc), &object); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if object != nil {
			objects = append(objects, object)
		}
	}
	return objects, nil
}
