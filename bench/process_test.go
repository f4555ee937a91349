package bench

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// program returns the path of a program in bin.
func program(b *testing.B, name string) string {
	b.Helper()
	path, err := filepath.Abs(filepath.Join("..", "bin", name))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		b.Fatalf("no %s; run `make build`", path)
	}
	return path
}

// finished is what a process did.
type finished struct {
	out  string
	wall time.Duration
	cpu  time.Duration
	rss  int64 // bytes at most
}

// run runs a program to its end, with a state directory of its own.
func run(b *testing.B, state, path string, args ...string) finished {
	b.Helper()
	process := command(state, path, args...)
	var out bytes.Buffer
	process.Stdout, process.Stderr = &out, &out
	started := time.Now()
	if err := process.Run(); err != nil {
		b.Fatalf("%s %v: %v\n%s", path, args, err, out.String())
	}
	usage := process.ProcessState.SysUsage().(*syscall.Rusage)
	return finished{
		out: out.String(), wall: time.Since(started),
		cpu: process.ProcessState.UserTime() + process.ProcessState.SystemTime(), rss: usage.Maxrss * 1024,
	}
}

func command(state, path string, args ...string) *exec.Cmd {
	process := exec.Command(path, args...)
	process.Env = append(os.Environ(), "XDG_STATE_HOME="+state, "KUBECONFIG=/nonexistent")
	return process
}

// fastest runs a program several times: the shortest time is the one with the least noise.
func fastest(b *testing.B, times int, state, path string, args ...string) finished {
	b.Helper()
	best := run(b, state, path, args...)
	for range times - 1 {
		if next := run(b, state, path, args...); next.wall < best.wall {
			best = next
		}
	}
	return best
}

const megabyte = 1 << 20

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
