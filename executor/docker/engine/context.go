package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// currentContext reads which context `docker context use` chose. Most people have chosen none.
func currentContext(config string) (string, error) {
	var file struct {
		CurrentContext string `json:"currentContext"`
	}
	err := readJSON(filepath.Join(config, "config.json"), &file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return file.CurrentContext, err
}

// readContext reads where the daemon of a context is. The files of a context are in directories named by its digest.
func readContext(config, name string) (Endpoint, error) {
	digest := sha256.Sum256([]byte(name))
	directory := hex.EncodeToString(digest[:])
	var meta struct {
		Endpoints map[string]struct {
			Host          string
			SkipTLSVerify bool
		}
	}
	err := readJSON(filepath.Join(config, "contexts", "meta", directory, "meta.json"), &meta)
	docker, found := meta.Endpoints["docker"]
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Endpoint{}, fault.Errorf(fault.DockerContext, "docker context %q is not there; `docker context ls` lists what is, choose one with `docker context use` or DOCKER_CONTEXT", name)
	case err != nil:
		return Endpoint{}, fault.Errorf(fault.DockerContext, "docker context %q: %w", name, err)
	case !found || docker.Host == "":
		return Endpoint{}, fault.Errorf(fault.DockerContext, "docker context %q has no Docker daemon; choose another with `docker context use` or DOCKER_CONTEXT", name)
	}
	e := Endpoint{Host: docker.Host, Context: name, skipVerify: docker.SkipTLSVerify}
	if tls := filepath.Join(config, "contexts", "tls", directory, "docker"); isDir(tls) {
		e.certificates = tls
	}
	return e, nil
}

func readJSON(path string, value any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, value); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
