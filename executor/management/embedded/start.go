package embedded

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/kaaslab/kaaslab/internal/statedir"
)

// process is a program that this handler started.
type process struct {
	pid   int
	ended chan struct{} // closed when it has ended
	err   error         // how, once it has
}

// lives reports whether there is a process, and it has not ended.
func (p *process) lives() bool {
	if p == nil {
		return false
	}
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// start starts the program as a process that lives on when kaaslab ends.
func (h *Handler) start(path, name string, version Version, port int) error {
	if err := h.checkPort(port); err != nil {
		// One that an earlier kaaslab started just before it was killed may have got as far as this by now.
		if alive, _ := h.running(); alive {
			return nil
		}
		return err
	}
	if err := os.RemoveAll(h.removed()); err != nil {
		return err
	}
	infrastructure, err := DefaultInfrastructure(h.dir)
	if err != nil {
		return err
	}
	if err := h.writeRecord(record{Name: name, Version: version, Identity: h.lab.Identity(), Default: infrastructure}); err != nil {
		return err
	}
	log, err := statedir.OpenLog(h.Log())
	if err != nil {
		return err
	}
	defer log.Close()
	sealFiles()
	command := exec.Command(path, h.arguments(name, port)...)
	command.Args[0] = Program // isProgram knows it by that, whatever its file is called
	command.Stdout, command.Stderr = log, log
	command.Dir, command.Env = "/", environment()
	// A session of its own keeps the terminal's signals away: Ctrl-C ends an apply, not the cluster.
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start %s: %w", path, err)
	}
	h.watch(command)
	return nil
}

func (h *Handler) arguments(name string, port int) []string {
	arguments := []string{"serve", "--data-dir", h.dir.Embedded(), "--name", name}
	if port != 0 {
		arguments = append(arguments, "--api-port", strconv.Itoa(port))
	}
	return arguments
}

// forDownloads is before the names of variables that are for Sveltos, which downloads charts. The program gives them to it.
const forDownloads = "KAASLAB_DOWNLOADS_"

// environment keeps what concerns the user and the Go runtime, and no proxy for the program itself: it talks to itself only.
func environment() []string {
	var kept []string
	keep := func(prefix string, names ...string) {
		for _, name := range names {
			if value, set := os.LookupEnv(name); set {
				kept = append(kept, prefix+name+"="+value)
			}
		}
	}
	keep("", "PATH", "HOME", "USER", "TMPDIR", "TZ", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK")
	keep(forDownloads, "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")
	return kept
}

// sealFiles keeps files that kaaslab has inherited from the program: a pipe that never closes would hold up whoever reads
// it, such as make or a test. Files that kaaslab opens itself are sealed already.
func sealFiles() {
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		return
	}
	for _, entry := range entries {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}

// watch waits for the process: until somebody does, an ended one stays in the table of processes.
func (h *Handler) watch(command *exec.Cmd) {
	p := &process{pid: command.Process.Pid, ended: make(chan struct{})}
	go func() {
		p.err = command.Wait()
		close(p.ended)
	}()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.process = p
}

// own returns the process that this handler started last, if any.
func (h *Handler) own() *process {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.process
}
