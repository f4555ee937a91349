package docker

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/image"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/random"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// saved writes an archive of one image, as `docker save` does.
func saved(t *testing.T, path, ref string) {
	t.Helper()
	made, err := random.Image(1000, 1)
	must(t, err)
	made, err = mutate.ConfigFile(made, platformed(t, made))
	must(t, err)
	tag, err := name.NewTag(ref)
	must(t, err)
	must(t, tarball.WriteToFile(path, tag, made))
}

func platformed(t *testing.T, of v1.Image) *v1.ConfigFile {
	t.Helper()
	config, err := of.ConfigFile()
	must(t, err)
	config.OS, config.Architecture = "linux", "amd64"
	return config
}

// withArchive is a lab with its volume and an archive of one image, which Docker has not, and the archive.
func withArchive(t *testing.T, d *dockertest.Daemon, uses ...spec.ImageUse) (lab *spec.Lab, ref string) {
	t.Helper()
	lab, ref = newLab("one"), unique+"/archived:1"
	lab.ImageArchives = []spec.ImageArchive{{Path: filepath.Join(t.TempDir(), "images.tar"), For: uses}}
	saved(t, lab.ImageArchives[0].Path, ref)
	if !d.Real {
		d.NoImage(ref)
	}
	t.Cleanup(func() { _, _ = d.ImageRemove(context.Background(), ref, image.RemoveOptions{}) })
	volume := engine.VolumeName(lab.Name)
	makeVolume(t, d, volume, engine.Labels(ownershiptest.Lab(lab.Name), engine.VolumeMark(volume)))
	return lab, ref
}

func archiveOf(lab *spec.Lab) planner.Resource {
	for _, r := range planner.Desired(lab) {
		if r.ID.Kind == planner.KindImageArchive {
			return r
		}
	}
	panic("the lab has no archive")
}

func TestImageArchivesContract(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab, ref := withArchive(t, d)
		h := NewImageArchives(d.Engine, ownershiptest.Lab(lab.Name))
		if seen := observe(t, h, lab); len(seen) != 0 {
			t.Errorf("before anything, observed %+v", seen)
		}
		apply(t, h, archiveOf(lab))
		if found, err := engine.HasImage(t.Context(), d, ref); err != nil || !found {
			t.Errorf("Docker has %s: %t (%v)", ref, found, err)
		}
		handlertest.Run(t, handlertest.Subject{
			Lab: lab, Resource: archiveOf(lab),
			New:         func(*testing.T) executor.Handler { return NewImageArchives(d.Engine, ownershiptest.Lab(lab.Name)) },
			AlwaysThere: "it belongs to nobody", Without: handlertest.Nobodys("it belongs to nobody"),
			Broken: func(*testing.T) executor.Handler { return NewImageArchives(broken(), ownershiptest.Lab(lab.Name)) },
		})
		left, err := engine.Containers(t.Context(), d, "volume", engine.VolumeName(lab.Name))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v (%v)", engine.Names(left), err)
		}
	})
}

// TestImageArchiveReachesNodes: nodes that run take it from the lab's volume, those of others are left alone, and another content is another
// archive, which is seen of each node that lacks it.
func TestImageArchiveReachesNodes(t *testing.T) {
	d := dockertest.Memory()
	lab, ref := withArchive(t, d)
	owner := ownershiptest.Lab(lab.Name)
	h, volume := NewImageArchives(d.Engine, owner), engine.VolumeName(lab.Name)+":"+spec.OwnerPath
	server := "k3d-" + lab.Name + "-server-0"
	labels := engine.Labels(owner, engine.ContainerMark(server))
	labels["k3d.role"] = "server"
	node := func(cluster string) map[string]string {
		return map[string]string{labelCluster: cluster, labelRole: roleControlPlane}
	}
	d.Create(t, dockertest.Container{Name: server, Labels: labels, Volume: volume})
	d.Create(t, dockertest.Container{Name: "one-a", Labels: node("one"), Volume: volume})
	d.Create(t, dockertest.Container{Name: "strange-a", Labels: node("strange")})
	apply(t, h, archiveOf(lab))
	if o := observe(t, h, lab)["images.tar"]; o.Phase != planner.Ready {
		t.Errorf("applied, it is %s: %s", o.Phase, o.Detail)
	}
	for name, want := range map[string]int{server: 1, "one-a": 1, "strange-a": 0} {
		if taken, err := engine.TakenImages(t.Context(), d, name); err != nil || len(taken) != want {
			t.Errorf("%s has taken in %v (%v)", name, taken, err)
		}
	}
	d.Create(t, dockertest.Container{Name: "one-b", Labels: node("one"), Volume: volume})
	if o := observe(t, h, lab)["images.tar"]; o.Phase != planner.NotReady || o.Detail != "one-b did not take it in" {
		t.Errorf("with another node, it is %s: %s", o.Phase, o.Detail)
	}
	saved(t, lab.ImageArchives[0].Path, ref)
	if o := observe(t, h, lab)["images.tar"]; o.Detail != server+", one-a, one-b did not take it in" {
		t.Errorf("with another content, it is %s: %s", o.Phase, o.Detail)
	}
	apply(t, h, archiveOf(lab))
	if o := observe(t, h, lab)["images.tar"]; o.Phase != planner.Ready {
		t.Errorf("applied again, it is %s: %s", o.Phase, o.Detail)
	}
}

// TestImageArchiveIsForSomebody: what is for nodes alone is not loaded into Docker, and a node of the other kind takes nothing.
func TestImageArchiveIsForSomebody(t *testing.T) {
	d := dockertest.Memory()
	lab, ref := withArchive(t, d, spec.ImagesForManagement)
	volume := engine.VolumeName(lab.Name) + ":" + spec.OwnerPath
	d.Create(t, dockertest.Container{Name: "one-a", Labels: map[string]string{labelCluster: "one", labelRole: roleControlPlane}, Volume: volume})
	h := NewImageArchives(d.Engine, ownershiptest.Lab(lab.Name))
	apply(t, h, archiveOf(lab))
	if found, err := engine.HasImage(t.Context(), d, ref); err != nil || found {
		t.Errorf("Docker has %s: %t (%v)", ref, found, err)
	}
	if taken, err := engine.TakenImages(t.Context(), d, "one-a"); err != nil || len(taken) > 0 {
		t.Errorf("one-a has taken in %v (%v)", taken, err)
	}
}

// TestNoArchiveOfImages: what is wrong with a file is told to whoever applies, and hinders nobody from looking.
func TestNoArchiveOfImages(t *testing.T) {
	d := dockertest.Memory()
	lab, _ := withArchive(t, d)
	h := NewImageArchives(d.Engine, ownershiptest.Lab(lab.Name))
	check := func(want string) {
		t.Helper()
		if seen := observe(t, h, lab); len(seen) > 0 {
			t.Errorf("observed %+v", seen)
		}
		if err := h.AwaitReady(t.Context(), archiveOf(lab), silent); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("applied: %v, want %q", err, want)
		}
	}
	for _, content := range []string{"no archive", ""} {
		must(t, os.WriteFile(lab.ImageArchives[0].Path, []byte(content), 0o600))
		check("is no archive of images")
	}
	must(t, os.Remove(lab.ImageArchives[0].Path))
	check("names a file that is there")
}
