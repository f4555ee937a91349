package record

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// dock is a Docker daemon. All that is there is the lab's, whatever it is called, but what is of others.
type dock struct {
	host   string
	beside map[string]bool // the things of others, by kind and name
}

// NewDockerWire returns a wire to the Docker daemon at an address of a socket. Kaaslab finds it at another socket.
func NewDockerWire(host, socket string) (*Wire, error) {
	w := newWire(&url.URL{Scheme: "http", Host: "docker"}, toDocker(host), docker)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	_ = w.server.Listener.Close() // it is not the one that is used
	w.server.Listener = listener
	w.server.Start()
	return w, nil
}

func toDocker(host string) *http.Transport {
	return &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", strings.TrimPrefix(host, "unix://"))
	}}
}

// NewDockerSite makes a site in an empty directory for a lab on a Docker daemon. What is there already is of others.
func NewDockerSite(ctx context.Context, lab, program, dir string, d *dock) (*Site, error) {
	socket := filepath.Join(dir, "docker.sock")
	wire, err := NewDockerWire(d.host, socket)
	if err != nil {
		return nil, err
	}
	return &Site{Lab: lab, program: program, dir: dir, wire: wire, docked: "unix://" + socket, dock: d}, d.settled(ctx)
}

// call calls Docker.
func (d *dock) call(ctx context.Context, args ...string) (string, error) {
	said, err := exec.CommandContext(ctx, "docker", append([]string{"--host", d.host}, args...)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, said)
	}
	return strings.TrimSpace(string(said)), nil
}

func (d *dock) inspect(ctx context.Context, kind, name string) (string, error) {
	return d.call(ctx, kind, "inspect", name)
}

// importNobody makes the image with nothing in it.
func (d *dock) importNobody(ctx context.Context, dir string) error {
	archive := filepath.Join(dir, "nobody.tar")
	if err := exec.CommandContext(ctx, "tar", "--create", "--file", archive, "--files-from", os.DevNull).Run(); err != nil {
		return err
	}
	_, err := d.call(ctx, "import", archive, nobody)
	return err
}

// lookAlikes puts a thing of somebody else beside a lab with each of the labels that such things have.
func (d *dock) lookAlikes(ctx context.Context, lab string) error {
	makes := [][]string{{"container", "create"}, {"volume", "create"}, {"network", "create", "--subnet", "10.212.0."}}
	for i, claim := range claims {
		name, args := fmt.Sprintf("stranger-%s-%d", lab, i), slices.Clone(makes[i%len(makes)])
		for _, label := range claim {
			args = append(args, "--label", strings.NewReplacer("LAB-one", lab+"-two", "LAB", lab).Replace(label))
		}
		switch args[0] {
		case "container":
			args = append(args, "--name", name, nobody, "nothing")
		case "network":
			args[3] += fmt.Sprintf("%d/28", 16*i)
			args = append(args, name)
		default:
			args = append(args, name)
		}
		if _, err := d.call(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}
