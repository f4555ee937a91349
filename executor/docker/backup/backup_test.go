package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/docker/dockertest"
	"github.com/kaaslab/kaaslab/executor/docker/engine"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// unique keeps tests apart that run on the same daemon at the same time.
var unique = fmt.Sprintf("klbackup-%d", os.Getpid())

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func silent(string) {}

// program is the one that `make build` makes for a daemon that runs it, and this test for one in memory.
func program(t *testing.T, d *dockertest.Daemon) *engine.Program {
	t.Helper()
	path, err := os.Executable()
	if d.Real {
		path, err = filepath.Abs(filepath.Join("..", "..", "..", "bin", engine.ProgramName))
	}
	must(t, err)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run `make build` first", err)
	}
	return engine.NewProgram(path)
}

// parts keep a backup in memory.
type parts struct {
	names    []string
	contents map[string][]byte
	broken   string // a part that cannot be read to its end
	before   func() // it is read
}

var errDamaged = errors.New("it is damaged")

func (p *parts) Write(name string, write func(io.Writer) error) error {
	var content bytes.Buffer
	err := write(&content)
	p.names, p.contents[name] = append(p.names, name), content.Bytes()
	return err
}

func (p *parts) Read(name string, read func(io.Reader) error) error {
	if len(p.names) == 0 || p.names[0] != name {
		return fmt.Errorf("%s is read, and %v comes next", name, p.names)
	}
	p.names = p.names[1:]
	content := io.Reader(bytes.NewReader(p.contents[name]))
	if p.broken == name {
		if p.before != nil {
			p.before()
		}
		content = io.MultiReader(io.LimitReader(content, 600), failing{})
	}
	if err := read(content); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, content)
	return err
}

func (p *parts) End() error {
	if len(p.names) > 0 {
		return fmt.Errorf("nobody has read %v", p.names)
	}
	return nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDamaged }

// small is what a lab of one node has on Docker.
type small struct {
	*dockertest.Daemon
	*Backup
	node, volume, network, foreign string
	address                        string
}

// newSmall makes a node that is stopped, on a network of the lab's and on one of somebody else's.
func newSmall(t *testing.T, d *dockertest.Daemon) small {
	t.Helper()
	s := small{Daemon: d, Backup: New(d.Engine, program(t, d), unique), node: unique + "-node", volume: "kaaslab-" + unique, network: unique + "-net", foreign: unique + "-theirs"}
	t.Cleanup(func() { s.remove(context.Background()) })
	s.address = s.makeNetwork(t, s.network, map[string]string{"whose": "the lab's"})
	onTheirs := s.makeNetwork(t, s.foreign, nil)
	_, err := d.VolumeCreate(t.Context(), volume.CreateOptions{Name: s.volume, Labels: map[string]string{"whose": "the lab's"}})
	must(t, err)
	made, err := d.ContainerCreate(t.Context(), &container.Config{
		Image: d.Idle(t), Env: []string{"A=b"}, Labels: map[string]string{"role": "node"}, Volumes: map[string]struct{}{"/var": {}},
	}, &container.HostConfig{NetworkMode: container.NetworkMode(s.network), Binds: []string{s.volume + ":/etc/shared"}}, &network.NetworkingConfig{
		EndpointsConfig: map[string]*network.EndpointSettings{s.network: {IPAMConfig: &network.EndpointIPAMConfig{IPv4Address: s.address}}},
	}, nil, s.node)
	must(t, err)
	theirs, err := engine.FindNetwork(t.Context(), d, s.foreign)
	must(t, err)
	must(t, d.NetworkConnect(t.Context(), theirs.ID, made.ID, &network.EndpointSettings{IPAMConfig: &network.EndpointIPAMConfig{IPv4Address: onTheirs}}))
	for path, content := range files {
		must(t, engine.WriteFile(t.Context(), d, made.ID, path, []byte(content)))
	}
	return s
}

// files are in the container, in the volume without a name, and in the one with a name.
var files = map[string]string{"/etc/written": "by the node", "/var/lib/etcd/store": "all objects", "/etc/shared/archive": "for all nodes"}

// makeNetwork returns an address in its subnet.
func (s small) makeNetwork(t *testing.T, name string, labels map[string]string) string {
	t.Helper()
	subnet, err := engine.FreeSubnet(t.Context(), s.Engine)
	must(t, err)
	_, err = s.NetworkCreate(t.Context(), name, network.CreateOptions{
		Driver: "bridge", Labels: labels, IPAM: &network.IPAM{Config: []network.IPAMConfig{{Subnet: subnet.String(), Gateway: subnet.Addr().Next().String()}}},
	})
	must(t, err)
	return subnet.Addr().Next().Next().Next().String()
}

func (s small) remove(ctx context.Context) {
	_ = engine.Remove(ctx, s.Daemon, s.node)
	_ = s.VolumeRemove(ctx, s.volume, true)
	for _, name := range []string{s.network, s.foreign} {
		s.removeNetwork(ctx, name)
	}
}

func (s small) removeNetwork(ctx context.Context, name string) {
	if there, err := engine.FindNetwork(ctx, s.Daemon, name); err == nil && there != nil {
		_ = s.NetworkRemove(ctx, there.ID)
	}
}

// things are those that the handlers of the lab would name.
func (s small) things(t *testing.T) engine.Things {
	t.Helper()
	there, err := s.ContainerInspect(t.Context(), s.node)
	must(t, err)
	own, err := engine.FindNetwork(t.Context(), s.Daemon, s.network)
	must(t, err)
	return engine.Things{Containers: []container.InspectResponse{there}, Networks: []network.Summary{*own}, Volumes: []string{s.volume}}
}

func (s small) save(t *testing.T) (Contents, *parts) {
	t.Helper()
	c, err := s.Look(t.Context(), s.things(t))
	must(t, err)
	p := &parts{contents: map[string][]byte{}}
	must(t, s.Write(t.Context(), c, p, silent))
	return c, p
}

// gone removes what the lab has, as destroy does.
func (s small) gone(t *testing.T) {
	t.Helper()
	must(t, engine.Remove(t.Context(), s.Daemon, s.node))
	must(t, s.VolumeRemove(t.Context(), s.volume, true))
	s.removeNetwork(t.Context(), s.network)
}

// TestComesBackAsItWas: the same names, labels, addresses and files.
func TestComesBackAsItWas(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		s := newSmall(t, d)
		before, err := s.ContainerInspect(t.Context(), s.node)
		must(t, err)
		c, saved := s.save(t)
		s.gone(t)
		must(t, s.Check(t.Context(), c, silent))
		must(t, s.Restore(t.Context(), c, saved, silent))

		after, err := s.ContainerInspect(t.Context(), s.node)
		must(t, err)
		if after.Config.Image != before.Config.Image || !slices.Contains(after.Config.Env, "A=b") || after.Config.Labels["role"] != "node" || after.State.Running {
			t.Errorf("the container is another: %+v, %+v", after.Config, after.State)
		}
		if got := engine.FixedAddress(after.NetworkSettings.Networks[s.network]); got != s.address {
			t.Errorf("its address is %q, it was %q", got, s.address)
		}
		if after.NetworkSettings.Networks[s.foreign] == nil || len(after.NetworkSettings.Networks) != 2 {
			t.Errorf("it is on %v", after.NetworkSettings.Networks)
		}
		for path, want := range files {
			if got, err := engine.ReadFile(t.Context(), d, s.node, path); err != nil || string(got) != want {
				t.Errorf("%s has %q (%v), it had %q", path, got, err, want)
			}
		}
		found, err := engine.FindVolume(t.Context(), d, s.volume)
		if err != nil || found == nil || found.Labels["whose"] != "the lab's" {
			t.Errorf("the volume is %+v (%v)", found, err)
		}
		own, err := engine.FindNetwork(t.Context(), d, s.network)
		if err != nil || own == nil || own.Labels["whose"] != "the lab's" {
			t.Errorf("the network is %+v (%v)", own, err)
		}
		must(t, d.ContainerStart(t.Context(), s.node, container.StartOptions{}))
	})
}

// TestDamagedPartLeavesNothing whichever it is.
func TestDamagedPartLeavesNothing(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		s := newSmall(t, d)
		c, saved := s.save(t)
		s.gone(t)
		for _, name := range saved.names {
			damaged := &parts{names: saved.names, contents: saved.contents, broken: name}
			if err := s.Restore(t.Context(), c, damaged, silent); err == nil {
				t.Errorf("%s is damaged, and nobody says so", name)
			}
			must(t, s.Check(t.Context(), c, silent)) // that its names are free
			if there, err := engine.FindNetwork(t.Context(), d, s.network); err != nil || there != nil {
				t.Errorf("%s is damaged, and the network stays (%v)", name, err)
			}
			if theirs, err := engine.FindNetwork(t.Context(), d, s.foreign); err != nil || theirs == nil {
				t.Fatalf("%s is damaged, and the network of others is gone (%v)", name, err)
			}
		}
	})
}

// TestWhatCannotBeRemovedAgainIsTold so that nobody takes it for gone.
func TestWhatCannotBeRemovedAgainIsTold(t *testing.T) {
	s := newSmall(t, dockertest.Memory())
	c, saved := s.save(t)
	s.gone(t)
	saved.broken, saved.before = partVolumes, func() { s.Create(t, dockertest.Container{Name: "others", Network: s.network}) }
	err := s.Restore(t.Context(), c, saved, silent)
	if !errors.Is(err, ErrLeft) || !errors.Is(err, errDamaged) || !strings.Contains(err.Error(), s.network) {
		t.Errorf("it says %v", err)
	}
}

// TestSavedOnlyWhenStopped because volumes that are written to are of no one moment.
func TestSavedOnlyWhenStopped(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		s := newSmall(t, d)
		must(t, s.ContainerStart(t.Context(), s.node, container.StartOptions{}))
		if _, err := s.Look(t.Context(), s.things(t)); fault.Of(err) != fault.CannotSave || !strings.Contains(err.Error(), s.node) {
			t.Errorf("it runs: %v", err)
		}
	})
}

// TestNotSavedWithoutFixedAddresses, which would be others when it is loaded.
func TestNotSavedWithoutFixedAddresses(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		s := newSmall(t, d)
		loose, err := s.NetworkCreate(t.Context(), unique+"-loose", network.CreateOptions{Driver: "bridge"})
		must(t, err)
		t.Cleanup(func() {
			s.remove(context.Background())
			_ = s.NetworkRemove(context.Background(), loose.ID)
		})
		must(t, s.NetworkConnect(t.Context(), loose.ID, s.node, &network.EndpointSettings{}))
		if _, err := s.Look(t.Context(), s.things(t)); fault.Of(err) != fault.CannotSave || !strings.Contains(err.Error(), "no fixed address on network "+unique+"-loose") {
			t.Errorf("its address is not fixed: %v", err)
		}
	})
}

// TestNotLoadedWhereOthersAre and nothing is made then.
func TestNotLoadedWhereOthersAre(t *testing.T) {
	dockertest.Each(t, func(t *testing.T, d *dockertest.Daemon) {
		s := newSmall(t, d)
		c, _ := s.save(t)
		refused(t, s, c, fault.LabExists, "volume "+s.volume)
		must(t, engine.Remove(t.Context(), d, s.node))
		must(t, s.VolumeRemove(t.Context(), s.volume, true))

		d.Create(t, dockertest.Container{Name: s.node, Network: s.foreign, Stopped: true})
		refused(t, s, c, fault.LabExists, "container "+s.node)
		must(t, engine.Remove(t.Context(), d, s.node))

		other := unique + "-other"
		d.Create(t, dockertest.Container{Name: other, Network: s.network, Address: s.address})
		refused(t, s, c, fault.AddressTaken, other)
		must(t, engine.Remove(t.Context(), d, other))

		s.removeNetwork(t.Context(), s.foreign)
		refused(t, s, c, fault.CannotLoad, s.foreign)
		s.makeNetwork(t, unique+"-between", nil) // takes the subnet that was the foreign one's
		t.Cleanup(func() { s.removeNetwork(context.Background(), unique+"-between") })
		s.makeNetwork(t, s.foreign, nil)
		refused(t, s, c, fault.CannotLoad, "network "+s.foreign+" has subnet")
	})
}

func refused(t *testing.T, s small, c Contents, code fault.Code, named string) {
	t.Helper()
	if err := s.Check(t.Context(), c, silent); fault.Of(err) != code || !strings.Contains(err.Error(), named) {
		t.Errorf("it says %v, which does not name %s, or has another code than %s", err, named, code)
	}
}

// TestOnlyOnTheSameMachine as to what containers run on, and with the images that there were.
func TestOnlyOnTheSameMachine(t *testing.T) {
	d := dockertest.Memory()
	s := newSmall(t, d)
	c, _ := s.save(t)
	s.gone(t)
	d.HostInfo.Architecture = "riscv64"
	refused(t, s, c, fault.CannotLoad, "riscv64")
	d.HostInfo.Architecture = ""
	c.Containers[0].ImageID = "sha256:another"
	refused(t, s, c, fault.CannotLoad, c.Containers[0].Config.Image)
}

// TestArchiveThatSomebodyChangedIsRefused before anything is made of it.
func TestArchiveThatSomebodyChangedIsRefused(t *testing.T) {
	s := newSmall(t, dockertest.Memory())
	c, _ := s.save(t)
	s.gone(t)
	for _, change := range []func(*Container){
		func(c *Container) { c.Config = nil }, func(c *Container) { c.Host = nil }, func(c *Container) { c.Name = "" },
	} {
		changed := c
		changed.Containers = slices.Clone(c.Containers)
		change(&changed.Containers[0])
		refused(t, s, changed, fault.DamagedArchive, "what container")
	}
}

// TestImagesOfKaaslabsOwnAreSaved: no registry has them, and destroy removes them.
func TestImagesOfKaaslabsOwnAreSaved(t *testing.T) {
	d := dockertest.Memory()
	s := newSmall(t, d)
	c, err := s.Look(t.Context(), s.things(t))
	must(t, err)
	c.Containers[0].Config.Image = engine.ProgramImage + ":0123"
	p := &parts{contents: map[string][]byte{}}
	must(t, s.Write(t.Context(), c, p, silent))
	if want := []string{"images", "containers/" + s.node, "volumes"}; !slices.Equal(p.names, want) {
		t.Errorf("it saves %v, want %v", p.names, want)
	}
	s.gone(t)
	d.NoImage(engine.ProgramImage + ":0123")
	must(t, s.Check(t.Context(), c, silent))
	must(t, s.Restore(t.Context(), c, p, silent))
}

// TestLayerLeavesOutWhatIsMounted also where the way there is a link, and where another path begins as a mount's does.
func TestLayerLeavesOutWhatIsMounted(t *testing.T) {
	d := dockertest.Memory()
	d.Create(t, dockertest.Container{Name: "node", Files: map[string]string{"/lib": "/usr/lib"}, Stopped: true})
	c := Container{Name: "node", id: "node", mounts: []string{"/var", "/etc/kaaslab", "/lib/modules/"}}
	points, err := c.mountPoints(t.Context(), d)
	must(t, err)
	for path, want := range map[string]bool{
		"/var": true, "/var/lib": true, "/variety": false, "/etc/kaaslab": true, "/etc/kaaslab.conf": false, "/etc": false,
		"/usr/lib/modules": true, "/usr/lib/modules/6": true, "/usr/lib": false,
	} {
		if got := isBelow(path, points); got != want {
			t.Errorf("%s: mounted is %v", path, got)
		}
	}
}
