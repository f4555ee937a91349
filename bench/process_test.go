package bench

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// otherBin is an environment variable that names another directory of programs than bin: those of an earlier commit, to
// compare with.
const otherBin = "KAASLAB_BENCH_BIN"

// used is what processes have used: seconds of processor time, and memory now and at most, in megabytes.
type used struct{ cpu, memory, peak float64 }

// program returns the path of a program in bin.
func program(b testing.TB, name string) string {
	b.Helper()
	bin := filepath.Join("..", "bin")
	if other := os.Getenv(otherBin); other != "" {
		bin = other
	}
	path, err := filepath.Abs(filepath.Join(bin, name))
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
	rss  float64 // megabytes at most
}

// run runs a program to its end, with a state directory of its own.
func run(b testing.TB, state, path string, args ...string) finished {
	b.Helper()
	process := command(state, path, args...)
	var out bytes.Buffer
	process.Stdout, process.Stderr = &out, &out
	started := time.Now()
	if err := process.Start(); err != nil {
		b.Fatal(err)
	}
	peak := watchMemory(process.Process.Pid)
	if err := process.Wait(); err != nil {
		b.Fatalf("%s %v: %v\n%s", path, args, err, out.String())
	}
	return finished{
		out: out.String(), wall: time.Since(started), rss: peak(),
		cpu: process.ProcessState.UserTime() + process.ProcessState.SystemTime(),
	}
}

// watchMemory looks at how much memory a process has at most until that is asked for. The kernel's own number for an ended
// process is of no use: it counts the memory of the parent before the program was loaded.
func watchMemory(pid int) (peak func() float64) {
	stop, result := make(chan struct{}), make(chan float64)
	go func() {
		most := 0.0
		for {
			select {
			case <-stop:
				result <- most
				return
			case <-time.After(2 * time.Millisecond):
				most = max(most, peakMemory(pid))
			}
		}
	}()
	return func() float64 {
		close(stop)
		return <-result
	}
}

func command(state, path string, args ...string) *exec.Cmd {
	process := exec.Command(path, args...)
	process.Env = append(os.Environ(), "XDG_STATE_HOME="+state, "KUBECONFIG=/nonexistent")
	return process
}

// fastest runs a program several times.
func fastest(b testing.TB, times int, state, path string, args ...string) finished {
	b.Helper()
	return shortest(times, func() finished { return run(b, state, path, args...) }, func(f finished) time.Duration { return f.wall })
}

// shortest does something several times: the shortest time is the one with the least noise.
func shortest[T any](times int, do func() T, took func(T) time.Duration) T {
	best := do()
	for range times - 1 {
		if next := do(); took(next) < took(best) {
			best = next
		}
	}
	return best
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
