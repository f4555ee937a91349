package kubetest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// process is a program that does not outlive the test binary.
type process struct {
	command *exec.Cmd
	exited  chan struct{}
}

// startProcess starts the program from a thread of its own: where a program can be tied to its parent, it is tied to the
// thread that started it.
func startProcess(command *exec.Cmd) (*process, error) {
	p := &process{command: command, exited: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		tie(command)
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // how it ended is in its log
			close(p.exited)
		}
	}()
	return p, <-started
}

func (p *process) awaitReady(dir string, timeout time.Duration) error {
	tick, late := time.NewTicker(50*time.Millisecond), time.NewTimer(timeout)
	defer tick.Stop()
	defer late.Stop()
	for {
		select {
		case <-tick.C:
			if isReady(dir) {
				return nil
			}
		case <-p.exited:
			return fmt.Errorf("kaaslab-embedded ended before it was ready")
		case <-late.C:
			return fmt.Errorf("kaaslab-embedded was not ready within %s", timeout)
		}
	}
}

func isReady(dir string) bool {
	var status struct{ Phase string }
	data, err := os.ReadFile(filepath.Join(dir, "status.json"))
	return err == nil && json.Unmarshal(data, &status) == nil && status.Phase == "ready"
}

func (p *process) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.exited:
	case <-time.After(20 * time.Second):
		_ = p.command.Process.Kill()
		<-p.exited
	}
}
