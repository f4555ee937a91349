package sveltos

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/kaaslab/kaaslab/embedded/internal/simulated/backend"
)

const (
	// logName is its log, in the data directory.
	logName = "sveltos.log"
	// home is where it keeps what it downloads, in the data directory.
	home = "sveltos"
	// maxLog is the size from which the next start begins a new log.
	maxLog = 10 << 20
	// grace is how long a child may take to stop.
	grace = 2 * time.Second
)

// child is a running Sveltos.
type child struct {
	command *exec.Cmd
	log     string // the path of its log
	begin   int64  // where in it this child begins
	// lifeline is the other end of the child's standard input. It closes when
	// this process ends, even by kill -9, and then the child ends itself.
	lifeline io.Closer
	ended    chan struct{} // closed when it has ended
	err      error         // how, once it has
}

func (s *Sveltos) startChild() (*child, error) {
	path, err := Find(s.config.Version)
	if err != nil {
		return nil, err
	}
	if err := s.emptyHome(); err != nil {
		return nil, err
	}
	output, err := openLog(filepath.Join(s.config.Dir, logName))
	if err != nil {
		return nil, err
	}
	defer output.Close()
	begin, err := output.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	command := exec.Command(path, s.arguments()...)
	command.Env, command.Dir = s.environment(), filepath.Join(s.config.Dir, home)
	command.Stdout, command.Stderr = output, output
	lifeline, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	c := &child{command: command, log: output.Name(), begin: begin, lifeline: lifeline, ended: make(chan struct{})}
	go c.wait()
	return c, nil
}

// arguments let it listen nowhere, tell nobody, look at the clusters only on
// which something can be installed, and leave out what would run as pods.
func (s *Sveltos) arguments() []string {
	return []string{
		"--kubeconfig=" + s.config.Kubeconfig,
		"--health-addr=0",
		"--diagnostics-address=0",
		"--insecure-diagnostics",
		"--disable-telemetry",
		"--helm-chart-update-check-interval=0",
		"--agent-in-mgmt-cluster",
		"--capi-onboard-annotation=" + backend.Annotation,
		"--v=0",
	}
}

// forDownloads is before the names of variables by which kaaslab tells how charts are downloaded: through which proxy, and
// whom to trust.
const forDownloads = "KAASLAB_DOWNLOADS_"

// environment has nothing of the user's but the way to programs and to the internet: Helm would read the user's
// repositories and credentials.
func (s *Sveltos) environment() []string {
	own := filepath.Join(s.config.Dir, home)
	all := []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + own,
		"TMPDIR=" + own,
		"NAMESPACE=projectsveltos",
	}
	for _, variable := range os.Environ() {
		if own, is := strings.CutPrefix(variable, forDownloads); is {
			all = append(all, own)
		}
	}
	return all
}

// emptyHome removes what a killed child left: charts come anew.
func (s *Sveltos) emptyHome() error {
	own := filepath.Join(s.config.Dir, home)
	if err := os.RemoveAll(own); err != nil {
		return err
	}
	return os.MkdirAll(own, 0o700)
}

func (c *child) pid() int { return c.command.Process.Pid }

func (c *child) wait() {
	how := "by itself"
	if err := c.command.Wait(); err != nil {
		how = err.Error()
	}
	c.err = errors.New(strings.TrimSuffix(how+": "+lastWords(c.log, c.begin), ": "))
	close(c.ended)
}

// stop ends the child, and returns when it has.
func (c *child) stop() {
	_ = c.command.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-c.ended:
	case <-time.After(grace):
		_ = c.command.Process.Kill()
		<-c.ended
	}
	_ = c.lifeline.Close()
}

// openLog appends: what a child said before it died must not go with its restart.
func openLog(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxLog {
		err = os.Rename(path, path+".1")
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
}
