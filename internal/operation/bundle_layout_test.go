package operation

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/match"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
)

// entry is one of a tar.
type entry struct {
	name    string
	content []byte
}

func entriesOf(t *testing.T, bundle string) (all []entry) {
	t.Helper()
	file, err := os.Open(bundle)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for from := tar.NewReader(file); ; {
		header, err := from.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(from)
		if err != nil || header.Mode != 0o600 {
			t.Fatalf("%s has mode %o (%v)", header.Name, header.Mode, err)
		}
		if slices.ContainsFunc(all, func(e entry) bool { return e.name == header.Name }) {
			t.Errorf("%s is there twice", header.Name)
		}
		all = append(all, entry{header.Name, content})
	}
}

func writeEntries(t *testing.T, bundle string, all []entry) {
	t.Helper()
	var out bytes.Buffer
	into := tar.NewWriter(&out)
	for _, e := range all {
		if err := into.WriteHeader(&tar.Header{Name: e.name, Mode: 0o600, Size: int64(len(e.content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := into.Write(e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(into.Close(), os.WriteFile(bundle, out.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// wantLayout reads a bundle as other tools do, which know nothing of kaaslab.
func wantLayout(t *testing.T, bundle string) v1.ImageIndex {
	t.Helper()
	dir, size := t.TempDir(), 0
	for _, e := range entriesOf(t, bundle) {
		at := filepath.Join(dir, e.name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, e.content, 0o600)); err != nil {
			t.Fatal(err)
		}
		size += len(e.content)
	}
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	images := len(manifest.Manifests) - 1
	if want := images * sharedBytes; size > want/2 {
		t.Errorf("%d bytes for %d images of %d each: what they share is there more than once", size, images, sharedBytes)
	}
	for image, uses := range map[string]string{"docker.io/example/node:v1.36.1": "docker", "docker.io/example/web:1": "managementCluster,workloadClusters"} {
		found, err := partial.FindManifests(index, match.Name(image))
		if err != nil || len(found) != 1 || found[0].Annotations["kaaslab.dev/for"] != uses || found[0].Annotations["io.containerd.image.name"] != image {
			t.Errorf("%s is %+v (%v)", image, found, err)
		}
	}
	t.Logf("%d images of %d bytes or more are %d bytes", images, sharedBytes, size)
	wantLabArtifact(t, index)
	return index
}

func named(t *testing.T, index v1.ImageIndex, called string) v1.Image {
	t.Helper()
	found, err := partial.FindImages(index, match.Name(called))
	if err != nil || len(found) != 1 {
		t.Fatalf("%d images are called %s (%v)", len(found), called, err)
	}
	return found[0]
}

// wantLabArtifact looks for files as tools for artifacts find them.
func wantLabArtifact(t *testing.T, index v1.ImageIndex) {
	t.Helper()
	lab := named(t, index, "lab")
	manifest, err := lab.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := lab.RawManifest()
	if err != nil || !bytes.Contains(raw, []byte(`"artifactType":"application/vnd.kaaslab.lab.v1"`)) || manifest.Config.MediaType != "application/vnd.oci.empty.v1+json" {
		t.Errorf("the lab is (%v)\n%s", err, raw)
	}
	types := map[string]string{}
	for _, layer := range manifest.Layers {
		types[layer.Annotations["org.opencontainers.image.title"]] = string(layer.MediaType)
	}
	for title, want := range map[string]string{"lab.yaml": "application/yaml", "web/deployment.yaml": "application/yaml", "carried/charts/web-1.2.3.tgz": "application/vnd.cncf.helm.chart.content.v1.tar+gzip"} {
		if types[title] != want {
			t.Errorf("%s is %q, of %v", title, types[title], types)
		}
	}
}

// wantLoaded compares what Docker would load with what the layout has.
func wantLoaded(t *testing.T, archive, image string, index v1.ImageIndex) {
	t.Helper()
	tag, err := name.NewTag(image)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := tarball.ImageFromPath(archive, &tag)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(loaded); err != nil {
		t.Errorf("%s: %v", image, err)
	}
	there := named(t, index, image)
	if err := validate.Image(there); err != nil {
		t.Errorf("%s in the layout: %v", image, err)
	}
	want, err := there.ConfigName()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := loaded.ConfigName(); err != nil || got != want {
		t.Errorf("%s is %s, want %s (%v)", image, got, want, err)
	}
}

// TestWhatIsNoBundleOfThisForm: whatever of a bundle is not as it was written is refused, and leaves nothing behind.
func TestWhatIsNoBundleOfThisForm(t *testing.T) {
	l, o := toBundle(t, bundledFiles)
	t.Chdir(t.TempDir())
	if _, err := l.Bundle(t.Context(), "demo.bundle", o); err != nil {
		t.Fatal(err)
	}
	whole := entriesOf(t, "demo.bundle")
	largest := 0
	for i, e := range whole {
		if len(e.content) > len(whole[largest].content) {
			largest = i
		}
	}
	damaged := slices.Clone(whole)
	damaged[largest].content = bytes.Clone(whole[largest].content)
	damaged[largest].content[sharedBytes/2]++
	short := slices.Clone(whole)
	short[largest].content = short[largest].content[1:]
	long := slices.Clone(whole)
	long[largest].content = append(bytes.Clone(whole[largest].content), 0)
	for what, c := range map[string]struct {
		entries []entry
		want    string
	}{
		"damaged":  {damaged, "is not what its digest says"},
		"short":    {short, "is not what its digest says"},
		"long":     {long, "is not what its digest says"},
		"missing":  {slices.Delete(slices.Clone(whole), largest, largest+1), "is missing"},
		"twice":    {append(slices.Clone(whole), whole[largest]), "does not belong there"},
		"more":     {append(slices.Clone(whole), entry{"blobs/sha256/" + strings.Repeat("0", 64), nil}), "belongs to nothing in it"},
		"a file":   {append(slices.Clone(whole), entry{"../lab.yaml", nil}), `"../lab.yaml" does not belong there`},
		"old form": {[]entry{{"kaaslab-bundle.json", []byte(`{"format":1}`)}, {"lab.yaml", nil}}, "write it anew"},
		"no index": {whole[:1], "it has no index.json"},
		"no lab":   {[]entry{{"index.json", []byte(`{"manifests":[]}`)}}, "has no artifact " + bundledType},
	} {
		writeEntries(t, "demo.bundle", c.entries)
		wantNoBundle(t, what, c.want)
	}
}

func wantNoBundle(t *testing.T, what, want string) {
	t.Helper()
	if file, err := OpenBundle("demo.bundle", "demo"); fault.Of(err) != fault.DamagedArchive || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: it is opened as %q: %v, want %s", what, file, err, want)
	}
	if left, err := filepath.Glob("*"); err != nil || len(left) != 1 {
		t.Errorf("%s: it leaves %v (%v)", what, left, err)
	}
}

// TestABundleStaysInItsDirectory: where files are to be is what somebody has written into the bundle, with digests that are right.
func TestABundleStaysInItsDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	at := filepath.Join(t.TempDir(), "lab.yaml")
	if err := os.WriteFile(at, []byte(bundledLabFile), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"../outside.yaml", "web/../../outside.yaml", filepath.Join(t.TempDir(), "outside.yaml"), "", ".", "web//a.yaml", openedBundle} {
		lab := imagearchive.Artifact{Type: bundledType, Annotations: map[string]string{formatAnnotation: "2"}, Files: []imagearchive.File{{Title: bundledLab, At: at}, {Title: title, At: at}}}
		if _, err := (imagearchive.Layout{Artifact: lab}).Write("demo.bundle"); err != nil {
			t.Fatal(err)
		}
		wantNoBundle(t, title, "is no file of a lab")
	}
	for format, want := range map[string]string{"": "it has format \"\"", "3": "it has format \"3\""} {
		lab := imagearchive.Artifact{Type: bundledType, Annotations: map[string]string{formatAnnotation: format}}
		if _, err := (imagearchive.Layout{Artifact: lab}).Write("demo.bundle"); err != nil {
			t.Fatal(err)
		}
		wantNoBundle(t, "format "+format, want)
	}
}

// TestAFileInThePlaceOfImages would be lost, or keep the bundle from being opened.
func TestAFileInThePlaceOfImages(t *testing.T) {
	l, o := toBundle(t, map[string]string{
		"lab.yaml":                  strings.Replace(bundledLabFile, "./values/web.yaml", "./carried/images/docker.tar", 1),
		"carried/images/docker.tar": "replicas: 2\n", "web/deployment.yaml": bundledFiles["web/deployment.yaml"],
	})
	if _, err := l.Bundle(t.Context(), filepath.Join(t.TempDir(), "demo.bundle"), o); fault.Of(err) != fault.CannotBundle || !strings.Contains(err.Error(), "carried/images/docker.tar; call that file otherwise") {
		t.Errorf("bundled: %v", err)
	}
}
