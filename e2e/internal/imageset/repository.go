package imageset

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// repositoryDir is the folder of the cache that holds a clusterctl repository:
// LABEL/VERSION/FILE, with the image of each manager replaced by the one that
// the management cluster's nodes hold.
const repositoryDir = "repository"

// metadata says which contract each release series serves.
const metadata = `apiVersion: clusterctl.cluster.x-k8s.io/v1alpha3
kind: Metadata
releaseSeries:
- {major: 1, minor: 14, contract: v1beta2}
`

var (
	stagingImage = regexp.MustCompile(`image: gcr\.io/k8s-staging-cluster-api/\S+`)
	crdFiles     = "deploy/crds/*.yaml"
)

// patient is for one machine that runs everything: a manager that waits for a processor for seconds would be taken for dead, by the
// kubelet and by its own lease, and to start it again keeps the processors from all others. Images are never pulled.
var patient = strings.NewReplacer(
	"imagePullPolicy: Always", "imagePullPolicy: IfNotPresent",
	"livenessProbe:\n          httpGet:", "livenessProbe:\n          timeoutSeconds: 10\n          failureThreshold: 12\n          httpGet:",
	"readinessProbe:\n          httpGet:", "readinessProbe:\n          timeoutSeconds: 10\n          httpGet:",
	"- --leader-elect\n", "- --leader-elect\n        - --leader-elect-lease-duration=45s\n        - --leader-elect-renew-deadline=40s\n",
)

// writeRepository writes the folder anew: it is small.
func (b *builder) writeRepository(ctx context.Context) error {
	for _, p := range providers {
		components, err := b.components(ctx, p)
		if err != nil {
			return fmt.Errorf("manifests of %s: %w", p.label, err)
		}
		for _, version := range []string{OlderClusterAPI, ClusterAPI} {
			dir := filepath.Join(b.cache.dir, repositoryDir, p.label, version)
			if err := writeFiles(dir, map[string]string{p.components: components, "metadata.yaml": metadata}); err != nil {
				return err
			}
		}
	}
	manifest, err := b.certManagerManifest(ctx)
	if err != nil {
		return fmt.Errorf("manifests of cert-manager: %w", err)
	}
	dir := filepath.Join(b.cache.dir, repositoryDir, "cert-manager", CertManager)
	return writeFiles(dir, map[string]string{"cert-manager.yaml": manifest})
}

// components builds the manifests that a release of the provider would have.
func (b *builder) components(ctx context.Context, p provider) (string, error) {
	module, err := b.moduleDir(ctx, p.module)
	if err != nil {
		return "", err
	}
	node, err := b.program(ctx, "node", "./programs/node")
	if err != nil {
		return "", err
	}
	path, err := b.cache.file("kustomized/"+p.label+"-"+key(module, p.image.ref, "3")+".yaml", func(path string) error {
		build := exec.CommandContext(ctx, node, "kubectl", "kustomize", filepath.Join(module, p.config, "config/default"))
		out, err := build.Output()
		if err != nil {
			return fmt.Errorf("kustomize: %w", err)
		}
		if count := len(stagingImage.FindAll(out, -1)); count != 1 {
			return fmt.Errorf("it names %d images of Cluster API's builds, want 1", count)
		}
		text := stagingImage.ReplaceAllString(string(out), "image: "+p.image.ref)
		return os.WriteFile(path, []byte(patient.Replace(text)), 0o644)
	})
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path)
	return string(text), err
}

func (b *builder) certManagerManifest(ctx context.Context) (string, error) {
	module, err := b.moduleDir(ctx, "github.com/cert-manager/cert-manager")
	if err != nil {
		return "", err
	}
	own, err := files.ReadFile("files/manifests/cert-manager.yaml")
	if err != nil {
		return "", err
	}
	documents := []string{strings.ReplaceAll(string(own), "${CERT_MANAGER_IMAGE}", certManagerImage)}
	crds, err := filepath.Glob(filepath.Join(module, crdFiles))
	if err != nil || len(crds) == 0 {
		return "", fmt.Errorf("no file matches %s in the module: %w", crdFiles, err)
	}
	for _, crd := range crds {
		text, err := os.ReadFile(crd)
		if err != nil {
			return "", err
		}
		documents = append(documents, string(text))
	}
	return strings.Join(documents, "\n---\n"), nil
}

// moduleDir is where Go keeps the files of a module.
func (b *builder) moduleDir(ctx context.Context, module string) (string, error) {
	list := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module)
	list.Dir = b.module
	out, err := list.Output()
	if err != nil {
		return "", fmt.Errorf("find module %s: %w", module, err)
	}
	return strings.TrimSpace(string(out)), nil
}

func writeFiles(dir string, contents map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, content := range contents {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}
