package record

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// Site is a place for one lab at a time: directories of its own, and a wire to the API server that all sites share.
type Site struct {
	Lab string

	program string
	dir     string
	wire    *Wire
	client  dynamic.Interface
	patient time.Duration // how long a command may take, where that is not patience
	docked  string        // where kaaslab finds the Docker daemon, where there is one
	dock    *dock         // that daemon, where it is what the lab is on
	machine string        // which of those that have the lab, if there are some
	lent    Census        // what somebody else has made, before the lab took it over
	said    bytes.Buffer  // all that kaaslab has said since the site was cleared
}

// NewSite makes a site in an empty directory.
func NewSite(lab, program, dir string, config *rest.Config, client dynamic.Interface) (*Site, error) {
	wire, err := NewWire(config)
	if err != nil {
		return nil, err
	}
	s := &Site{Lab: lab, program: program, dir: dir, wire: wire, client: client}
	for name, content := range besides {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	kubeconfig := fmt.Sprintf("apiVersion: v1\nkind: Config\nclusters: [{name: w, cluster: {server: %q}}]\nusers: [{name: w, user: {}}]\n"+
		"contexts: [{name: wire, context: {cluster: w, user: w}}]\n", wire.URL())
	return s, os.WriteFile(s.kubeconfig(), []byte(kubeconfig), 0o600)
}

func (s *Site) kubeconfig() string { return filepath.Join(s.dir, "kubeconfig") }
func (s *Site) state() string      { return filepath.Join(s.dir, "state"+s.machine) }

// faults are those that can meet what kaaslab asks there.
func (s *Site) faults() []Fault {
	if s.dock != nil {
		return DockerFaults
	}
	return Faults
}

// census is that of the lab, and one of the strangers beside it.
func (s *Site) census(ctx context.Context) (own, strangers Census, err error) {
	if s.dock != nil {
		return s.dock.count(ctx, s.Lab)
	}
	return Count(ctx, s.client, s.Lab)
}

var anyID = regexp.MustCompile(`[0-9a-f]{64}`)

// blank takes what is another one in every lab out of a text.
func (s *Site) blank(text string) string {
	return anyID.ReplaceAllString(strings.ReplaceAll(text, s.Lab, "LAB"), "ID")
}

// words puts the site's names into a text.
func (s *Site) words(text string) string {
	return strings.NewReplacer("LAB", s.Lab, "AT", s.kubeconfig()).Replace(text)
}

func (s *Site) write(file string) error {
	return os.WriteFile(s.labFile(), []byte(s.words(file)), 0o600)
}

// patience is how long a command may take. None takes more than some seconds, but for an answer that is late.
const patience = 4 * time.Minute

// command is kaaslab as it is called at this site.
func (s *Site) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.program, strings.Fields(s.words(strings.Join(args, " ")))...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "HOME="+s.dir, "XDG_STATE_HOME="+s.state(), "XDG_CACHE_HOME="+filepath.Join(s.dir, "cache"),
		"KUBECONFIG="+filepath.Join(s.dir, "none"), "DOCKER_HOST="+cmp.Or(s.docked, "unix://"+filepath.Join(s.dir, "none.sock")), "NO_COLOR=1")
	return cmd
}

// killedCode is the exit code of a process that was killed.
const killedCode = -1

// run runs kaaslab to its end, whatever that is. Begun is told of the process, if anybody wants to know.
func (s *Site) run(ctx context.Context, begun func(*os.Process), args ...string) (code int, said string, err error) {
	limit := cmp.Or(s.patient, patience)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var output bytes.Buffer
	cmd := s.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		return 0, "", err
	}
	if begun != nil {
		begun(cmd.Process)
	}
	err = cmd.Wait()
	s.said.Write(output.Bytes())
	if ctx.Err() != nil {
		return 0, output.String(), fmt.Errorf("kaaslab %s did not end within %s:\n%s", args[0], limit, &output)
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return 0, output.String(), err
	}
	return cmd.ProcessState.ExitCode(), output.String(), nil
}

// unexplained reports whether a run has failed without a code that says why, or with the one of a bug.
func unexplained(failed bool, said string) bool {
	return failed && !strings.Contains(said, "[KL") || strings.Contains(said, "KL9001")
}

// must runs kaaslab, which has to succeed.
func (s *Site) must(ctx context.Context, args ...string) error {
	code, said, err := s.run(ctx, nil, args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("kaaslab %s ended with %d:\n%s", strings.Join(args, " "), code, said)
	}
	return err
}

// clear makes the site as it was before the first lab.
func (s *Site) clear() error {
	s.wire.Clear()
	s.said.Reset()
	return os.RemoveAll(s.state())
}

// scrub removes what a lab that went wrong has left, so that the next one begins from nothing.
func (s *Site) scrub(ctx context.Context) error {
	if s.dock != nil {
		return s.dock.scrub(ctx)
	}
	return s.each(ctx, func(of schema.GroupVersionResource, o unstructured.Unstructured) error {
		return s.where(of, o).Delete(ctx, o.GetName(), metav1.DeleteOptions{})
	})
}

// each visits all objects of the lab. One that has gone meanwhile is no error.
func (s *Site) each(ctx context.Context, visit func(schema.GroupVersionResource, unstructured.Unstructured) error) error {
	for _, kind := range counted {
		own, err := s.own(ctx, kind)
		if err != nil {
			return err
		}
		for _, object := range own {
			if err := visit(kind, object); err != nil && !apierrors.IsNotFound(err) {
				return err
			}
		}
	}
	return nil
}

// own lists the objects of a kind that are the lab's.
func (s *Site) own(ctx context.Context, of schema.GroupVersionResource) ([]unstructured.Unstructured, error) {
	list, err := s.client.Resource(of).List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list.Items, func(o unstructured.Unstructured) bool { return !names(o, s.Lab) || isStranger(o.GetName()) }), nil
}

func (s *Site) where(of schema.GroupVersionResource, o unstructured.Unstructured) dynamic.ResourceInterface {
	return s.client.Resource(of).Namespace(o.GetNamespace())
}

// files that kaaslab has left in its state directory.
func (s *Site) files() (left []string, err error) {
	err = filepath.WalkDir(s.state(), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			left = append(left, strings.TrimPrefix(path, s.state()))
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return left, err
}
