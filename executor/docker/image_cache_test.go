package docker

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/image"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/executor/handlertest"
	"github.com/kaaslab/kaaslab/executor/ownership/ownershiptest"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// programOfCache is the one that `make build` makes for a daemon that runs it, and this test for one in memory.
func programOfCache(t *testing.T, d *dockertest.Daemon) string {
	t.Helper()
	path, err := os.Executable()
	if d.Real {
		path, err = filepath.Abs(filepath.Join("..", "..", "bin", engine.ProgramName))
	}
	must(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run `make build` first", err)
	}
	return path
}

func newCaches(t *testing.T, d *dockertest.Daemon, lab string) *ImageCaches {
	h := NewImageCaches(d.Engine, ownershiptest.Lab(lab), engine.NewProgram(programOfCache(t, d)))
	h.poll /= 20
	return h
}

// withCache is a lab that has one, with its network.
func withCache(t *testing.T, d *dockertest.Daemon) (*spec.Lab, planner.Resource) {
	t.Helper()
	lab := newLab()
	lab.ImageCache = true
	lab.Registries = []spec.Registry{{Host: "docker.io", Mirrors: []string{"https://mirror.example.com"}, Username: "lab", Password: "s3cret"}}
	makeNetwork(t, d, lab.Peering.Network, withSubnet(t, d, lab.Name))
	if !d.Real {
		d.NoImage(engine.ProgramImage)
	}
	return lab, planner.Want(lab).Of(planner.KindImageCache)[0]
}

// answer has the cache of a daemon in memory say that it answers.
func answer(t *testing.T, d *dockertest.Daemon, name string) {
	t.Helper()
	if !d.Real {
		must(t, engine.WriteFile(t.Context(), d, name, dockertest.OutputFile, []byte("ready\n")))
	}
}

func TestImageCachesContract(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab, r := withCache(t, d)
		changed := r.Attrs.(planner.ImageCache)
		changed.Registries = []planner.Registry{{Host: "quay.io", Mirrors: []string{"https://other.example.com"}}}
		changed.Env = map[string]planner.Hidden{"HTTPS_PROXY": "http://lab:s3cret@proxy.example.com"}
		theirs := func(t *testing.T, labels map[string]string) {
			d.Create(t, dockertest.Container{Name: r.ID.Name, Labels: labels})
		}
		gone := func(*testing.T) { _ = engine.Remove(context.Background(), d, r.ID.Name) }
		handlertest.Run(t, handlertest.Subject{
			Lab: lab, Resource: r, Changed: changed,
			New:    func(t *testing.T) executor.Handler { return newCaches(t, d, lab.Name) },
			Settle: func(t *testing.T) { answer(t, d, r.ID.Name) },
			Foreign: func(t *testing.T) {
				theirs(t, nil)
			},
			LookAlike: func(t *testing.T) {
				theirs(t, engine.Labels(ownershiptest.LookAlike(lab.Name), engine.ContainerMark(r.ID.Name)))
			},
			RemoveForeign: gone,
			Vanishing: func(t *testing.T) executor.Handler {
				h := newCaches(t, d, lab.Name)
				h.engine = d.Meanwhile(func() { gone(t) })
				return h
			},
			Appearing: func(t *testing.T) executor.Handler {
				h := newCaches(t, d, lab.Name)
				h.engine = d.Meanwhile(func() { theirs(t, nil) })
				return h
			},
			Without:    map[string]string{"Copy": "only the container of the lab's name is looked at"},
			Drift:      gone,
			NeverReady: func(t *testing.T) { d.Stop(t, r.ID.Name) },
			Broken: func(t *testing.T) executor.Handler {
				return NewImageCaches(broken(), ownershiptest.Lab(lab.Name), engine.NewProgram(programOfCache(t, d)))
			},
		})
	})
}

// TestTheImageCacheGoesWithAllThatItHas and keeps what was downloaded when it is told of something else.
func TestTheImageCacheGoesWithAllThatItHas(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab, r := withCache(t, d)
		h := newCaches(t, d, lab.Name)
		t.Cleanup(func() { _ = h.Delete(context.Background(), r, func(string) {}) })
		must(t, h.Apply(t.Context(), r, func(string) {}))
		there, err := h.own(t.Context(), d)
		must(t, err)
		on := there.NetworkSettings.Networks[lab.Peering.Network]
		if engine.FixedAddress(on) == "" || len(there.NetworkSettings.Networks) != 1 {
			t.Errorf("its address may be that of a node that is down: %+v", there.NetworkSettings.Networks)
		}
		volume, err := engine.FindVolume(t.Context(), d, cacheVolume(lab.Name))
		if err != nil || volume == nil {
			t.Fatalf("its volume is %v, %v", volume, err)
		}
		if text := strings.Join(there.Config.Env, " ") + strings.Join(there.Config.Entrypoint, " "); strings.Contains(text, "s3cret") {
			t.Errorf("a password is in %s", text)
		}

		// Whoever removes the container has not removed the lab's volume.
		must(t, engine.Remove(t.Context(), d, r.ID.Name))
		observed, err := h.Observe(t.Context(), planner.Want(lab))
		if err != nil || len(observed) != 1 || observed[0].Phase != planner.NotReady || observed[0].Owner != lab.Name {
			t.Errorf("without its container: %+v, %v", observed, err)
		}
		must(t, h.Delete(t.Context(), r, func(string) {}))
		if exists(t, d, r.ID.Name) {
			t.Error("the container is left")
		}
		if volume, err := engine.FindVolume(t.Context(), d, cacheVolume(lab.Name)); err != nil || volume != nil {
			t.Errorf("its volume is %v, %v", volume, err)
		}
		if d.Real {
			if _, err := d.ImageInspect(t.Context(), there.Config.Image); err == nil {
				_, _ = d.ImageRemove(t.Context(), there.Config.Image, image.RemoveOptions{})
				t.Error("its image is left")
			}
		}
	})
}

// TestWhatTheCacheCannotDoWithIsSaid before anything is made: in its container it would end, again and again.
func TestWhatTheCacheCannotDoWithIsSaid(t *testing.T) {
	d := dockertest.Memory()
	lab, r := withCache(t, d)
	wanted := r.Attrs.(planner.ImageCache)
	wanted.Registries = []planner.Registry{{Host: "docker.io", Mirrors: []string{"https://mirror.example.com/?of=hub"}}}
	r.Attrs = wanted
	err := newCaches(t, d, lab.Name).Apply(t.Context(), r, func(string) {})
	if executor.OutlookOf(err, nil) != executor.Lasting || !strings.Contains(err.Error(), `registry "docker.io": mirrors[0] is no address`) {
		t.Errorf("got %v", err)
	}
	if exists(t, d, r.ID.Name) {
		t.Error("a container was made")
	}
}

// TestACacheOfAnotherKaaslabIsRenewed with the program of this one, unless this one has none.
func TestACacheOfAnotherKaaslabIsRenewed(t *testing.T) {
	d := dockertest.Memory()
	lab, r := withCache(t, d)
	h := newCaches(t, d, lab.Name)
	must(t, h.Apply(t.Context(), r, func(string) {}))
	first, err := h.own(t.Context(), d)
	must(t, err)

	program, err := os.ReadFile(programOfCache(t, d))
	must(t, err)
	another := filepath.Join(t.TempDir(), engine.ProgramName)
	must(t, os.WriteFile(another, append(program, 0), 0o700))
	h = NewImageCaches(d.Engine, ownershiptest.Lab(lab.Name), engine.NewProgram(another))
	observed, err := h.Observe(t.Context(), planner.Want(lab))
	if err != nil || observed[0].Phase != planner.NotReady || observed[0].Detail != "it is of another kaaslab" {
		t.Errorf("a cache of another kaaslab: %+v, %v", observed, err)
	}
	must(t, h.Apply(t.Context(), r, func(string) {}))
	second, err := h.own(t.Context(), d)
	must(t, err)
	if second.ID == first.ID || second.Config.Image == first.Config.Image {
		t.Errorf("it is still made from %s", second.Config.Image)
	}

	t.Setenv(engine.ProgramVariable, "")
	t.Setenv("PATH", t.TempDir())
	h = NewImageCaches(d.Engine, ownershiptest.Lab(lab.Name), engine.NewProgram(filepath.Join(t.TempDir(), "none")))
	must(t, h.Apply(t.Context(), r, func(string) {}))
	if last, err := h.own(t.Context(), d); err != nil || last.ID != second.ID {
		t.Errorf("without a program it was made anew (%v)", err)
	}
}

// TestAVolumeOfOthersIsNotTakenForTheCache: Docker takes any volume of that name.
func TestAVolumeOfOthersIsNotTakenForTheCache(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		lab, r := withCache(t, d)
		name := cacheVolume(lab.Name)
		makeVolume(t, d, name, nil)
		h := newCaches(t, d, lab.Name)
		if err := h.Apply(t.Context(), r, func(string) {}); fault.Of(err) != fault.OthersOnDocker {
			t.Errorf("got %v", err)
		}
		must(t, h.Delete(t.Context(), planner.Resource{ID: planner.ID{Kind: planner.KindImageCache, Name: "x"}}, func(string) {}))
	})
}

// TestAProgramForAnotherMachineIsRefused before anything is made.
func TestAProgramForAnotherMachineIsRefused(t *testing.T) {
	d := dockertest.Memory()
	lab, r := withCache(t, d)
	h := newCaches(t, d, lab.Name)
	d.HostInfo.Architecture = map[bool]string{true: "aarch64", false: "x86_64"}[runtime.GOARCH == "amd64"]
	if err := h.Apply(t.Context(), r, func(string) {}); fault.Of(err) != fault.NoContainerProgram || !strings.Contains(err.Error(), "Docker runs on ") {
		t.Errorf("for another machine: %v", err)
	}
	script := filepath.Join(t.TempDir(), engine.ProgramName)
	must(t, os.WriteFile(script, []byte("#!/bin/sh\n"), 0o700))
	h = NewImageCaches(d.Engine, ownershiptest.Lab(lab.Name), engine.NewProgram(script))
	if err := h.Apply(t.Context(), r, func(string) {}); fault.Of(err) != fault.NoContainerProgram || !strings.Contains(err.Error(), "is no program for Linux") {
		t.Errorf("no program: %v", err)
	}
	if exists(t, d, r.ID.Name) {
		t.Error("a container was made")
	}
}
