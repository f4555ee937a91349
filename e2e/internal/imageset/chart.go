package imageset

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// Sveltos is the version of the chart and of the program in it. chartDir is the
// folder of the cache that holds the chart.
const (
	Sveltos  = "1.14.0"
	chartDir = "charts/projectsveltos"
)

// sveltosModule is a module of its own, because Sveltos wants other versions of
// libraries than k3d, which cannot be in one program's module. The embedded
// management cluster runs the same controller.
const (
	sveltosModule     = "../embedded/sveltos"
	sveltosController = "github.com/projectsveltos/addon-controller"
	sveltosLibrary    = "github.com/projectsveltos/libsveltos"
)

// sveltosImage is the controller that deploys add-ons.
func (b *builder) sveltosImage(ctx context.Context) (oci.Image, error) {
	ref := "docker.io/projectsveltos/addon-controller:v" + Sveltos
	return b.in(sveltosModule).programImage(ctx, ref, "addon-controller", sveltosController+"/cmd", "/manager")
}

// writeChart writes the chart: our templates, and the definitions of kinds that
// Sveltos' modules bring.
func (b *builder) writeChart(ctx context.Context) error {
	own, err := fs.Sub(files, "files/chart")
	if err != nil {
		return err
	}
	dir := filepath.Join(b.cache.dir, chartDir)
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.CopyFS(dir, own); err != nil {
		return err
	}
	definitions, err := b.sveltosDefinitions(ctx)
	if err != nil {
		return fmt.Errorf("definitions of Sveltos' kinds: %w", err)
	}
	return writeFiles(filepath.Join(dir, "crds"), definitions)
}

func (b *builder) sveltosDefinitions(ctx context.Context) (map[string]string, error) {
	definitions := map[string]string{}
	controller, err := b.in(sveltosModule).moduleDir(ctx, sveltosController)
	if err != nil {
		return nil, err
	}
	library, err := b.in(sveltosModule).moduleDir(ctx, sveltosLibrary)
	if err != nil {
		return nil, err
	}
	node, err := b.program(ctx, "node", "./programs/node")
	if err != nil {
		return nil, err
	}
	built, err := exec.CommandContext(ctx, node, "kubectl", "kustomize", filepath.Join(controller, "config/crd")).Output()
	if err != nil {
		return nil, fmt.Errorf("kustomize: %w", err)
	}
	definitions["addon-controller.yaml"] = string(built)
	found, err := filepath.Glob(filepath.Join(library, "manifests/*customresourcedefinition*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		definitions[filepath.Base(file)] = string(text)
	}
	return definitions, nil
}

// PackChart writes a chart, which is a directory, as the archive that repositories serve.
func PackChart(out io.Writer, dir string) error {
	zipped := gzip.NewWriter(out)
	packed := oci.NewTree(zipped)
	if err := packed.FS(filepath.Base(dir), os.DirFS(dir)); err != nil {
		return err
	}
	return errors.Join(packed.Close(), zipped.Close())
}

// in is the builder for another module. They share the cache.
func (b *builder) in(module string) *builder {
	other := *b
	other.module = filepath.Join(b.module, module)
	return &other
}
