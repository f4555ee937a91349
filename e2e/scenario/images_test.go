package scenario

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"github.com/kaaslab/kaaslab/e2e/internal/oci"
)

// archived is an image that no registry has: it is in an archive beside the lab file.
func archived(version string) string { return "archived.example.com/e2e/archived:" + version }

// archive writes the archive of the lab file, with an image of each version.
func (l *lab) archive(versions ...string) {
	l.Helper()
	var images []oci.Image
	for _, version := range versions {
		images = append(images, oci.Image{Ref: archived(version), Layers: []oci.Layer{l.layer(version)}})
	}
	var text bytes.Buffer
	if err := oci.WriteArchive(&text, images); err != nil {
		l.Fatal(err)
	}
	l.writeFile("images.tar", text.Bytes())
}

// layer has one file, which tells the version.
func (l *lab) layer(version string) oci.Layer {
	l.Helper()
	var text bytes.Buffer
	archive := tar.NewWriter(&text)
	if err := archive.WriteHeader(&tar.Header{Name: "version", Mode: 0o644, Size: int64(len(version))}); err != nil {
		l.Fatal(err)
	}
	_, _ = archive.Write([]byte(version)) // into memory, which cannot fail
	_ = archive.Close()
	sum := sha256.Sum256(text.Bytes())
	l.writeFile(version+".layer", text.Bytes())
	return oci.Layer{Path: filepath.Join(l.dir, version+".layer"), Digest: hex.EncodeToString(sum[:]), Size: int64(text.Len())}
}

func (l *lab) writeFile(name string, content []byte) {
	l.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), content, 0o600); err != nil {
		l.Fatal(err)
	}
}

// imagesArchived: what was in the archive when the lab was made is in Docker and in every node.
func imagesArchived(l *lab) { l.wantArchived("v1") }

// archiveChanged: other images reach the nodes that run, with the worker that was made after them.
func archiveChanged(l *lab) {
	before := l.identities()
	l.archive("v1", "v2")
	l.planned("imageArchive/images.tar", "did not take it in")
	l.apply()
	l.wantArchived("v1", "v2")
	l.wantSame(before, l.identities())
	l.matches()
}

func (l *lab) wantArchived(versions ...string) {
	l.Helper()
	lists := map[string]string{"Docker": output("docker", "--host", l.host, "images", "--format", "{{.Repository}}:{{.Tag}}")}
	nodes := []string{l.server()}
	for _, c := range l.Clusters {
		for _, node := range l.nodesOf(c.Name) {
			if !strings.HasSuffix(nameOf(node), "-lb") {
				nodes = append(nodes, nameOf(node))
			}
		}
	}
	for _, node := range nodes {
		lists[node] = output("docker", "--host", l.host, "exec", node, "ctr", "--namespace", "k8s.io", "images", "list", "--quiet")
	}
	for where, list := range lists {
		for _, version := range versions {
			if !strings.Contains(list, archived(version)) {
				l.Errorf("%s has no %s, but\n%s", where, archived(version), list)
			}
		}
	}
}
