package docker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/docker/docker/api/types/image"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// The program of the cache, and the variable that names it in the environment.
const (
	cacheName     = "kaaslab-cache"
	cacheVariable = "KAASLAB_CACHE"
)

// findProgram returns the path of the program, which is for Linux, whatever this machine is.
func (h *ImageCaches) findProgram() (string, error) {
	paths := []string{h.program, os.Getenv(cacheVariable)}
	if self, err := os.Executable(); err == nil {
		if linked, err := filepath.EvalSymlinks(self); err == nil {
			self = linked // a packager has linked the one program and not the other
		}
		paths = append(paths, filepath.Join(filepath.Dir(self), cacheName))
	}
	for _, path := range paths {
		if path == "" {
			continue
		}
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	path, err := exec.LookPath(cacheName)
	if err != nil {
		return "", fault.Errorf(fault.NoImageCacheProgram, "%s was not found beside kaaslab or in PATH; run `make build` in a checkout of kaaslab, set $%s to its path, or leave imageCache out of the lab file",
			cacheName, cacheVariable)
	}
	return path, nil
}

// Check implements executor.Checker: without the program there is nothing to start.
func (h *ImageCaches) Check(context.Context, planner.Resource) []executor.Finding {
	path, err := h.findProgram()
	if err != nil {
		return []executor.Finding{executor.FindingOf(cacheName, err)}
	}
	return []executor.Finding{{Check: cacheName, Verdict: executor.Fine, Found: path}}
}

// cacheImage is the image of the cache. It has nothing in it but the program, and comes from no registry.
type cacheImage struct {
	name    string
	path    string // of the program
	program []byte
}

func (h *ImageCaches) readImage() (cacheImage, error) {
	path, err := h.findProgram()
	if err != nil {
		return cacheImage{}, err
	}
	program, err := os.ReadFile(path)
	if err != nil {
		return cacheImage{}, fault.Errorf(fault.NoImageCacheProgram, "read %s: %w", path, err)
	}
	digest := sha256.Sum256(program)
	return cacheImage{"kaaslab/image-cache:" + hex.EncodeToString(digest[:6]), path, program}, nil
}

// make makes the image, unless it is there.
func (i cacheImage) make(ctx context.Context, api engine.API, report executor.Report) error {
	if err := i.fits(ctx, api); err != nil {
		return err
	}
	there, err := engine.HasImage(ctx, api, i.name)
	if err != nil || there {
		return err
	}
	report("making image " + i.name)
	return engine.MakeImage(ctx, api, i.name, engine.FileArchive(cacheProgram, 0o755, i.program))
}

// forget removes the image unless caches of other labs are made from it, which Docker knows.
func (i cacheImage) forget(ctx context.Context, api engine.API) {
	if i.name != "" {
		_, _ = api.ImageRemove(ctx, i.name, image.RemoveOptions{})
	}
}

// machines are the architectures of programs, by those that Docker says it has.
var machines = map[string]elf.Machine{"x86_64": elf.EM_X86_64, "aarch64": elf.EM_AARCH64}

// fits says so if the program is for another machine than Docker's. What nobody knows, Docker tells when it starts it.
func (i cacheImage) fits(ctx context.Context, api engine.API) error {
	file, err := elf.NewFile(bytes.NewReader(i.program))
	if err != nil {
		return fault.Errorf(fault.NoImageCacheProgram, "%s is no program for Linux: %w; take the one of the release, or run `make build`", i.path, err)
	}
	info, err := api.Info(ctx)
	if err != nil {
		return err
	}
	if wanted, known := machines[info.Architecture]; known && file.Machine != wanted {
		return fault.Errorf(fault.NoImageCacheProgram, "%s is for %s, and Docker runs on %s; take the one of the release for that, and set $%s to its path", i.path, file.Machine, info.Architecture, cacheVariable)
	}
	return nil
}
