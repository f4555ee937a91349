package orphans

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// story makes this binary play a part in the test: the test run that will be killed, or what it leaves behind.
const story = "KAASLAB_TEST_ORPHANS_STORY"

func TestMain(m *testing.M) {
	switch os.Getenv(story) {
	case "":
		os.Exit(Run(m))
	case "run":
		play()
	case "heed":
		heed()
		fmt.Println(hungUp())
		return
	}
	select {}
}

// play starts a process that outlives this one, and says so.
func play() {
	dir, err := Dir()
	if err != nil {
		panic(err)
	}
	orphan := exec.Command(os.Args[0], "--data-dir", filepath.Join(dir, "lab"))
	orphan.Env = append(os.Environ(), story+"=orphan")
	orphan.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := orphan.Start(); err != nil {
		panic(err)
	}
	fmt.Println("started", orphan.Process.Pid, dir)
}

func TestKilledRunLeavesNothing(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a /proc that tells which processes are left")
	}
	run := exec.Command(os.Args[0])
	run.Env = append(os.Environ(), story+"=run")
	output, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	var pid int
	var dir string
	if _, scanErr := fmt.Sscanf(line, "started %d %s", &pid, &dir); err != nil || scanErr != nil {
		t.Fatalf("the run says %q (%v)", line, err)
	}
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait() // it was killed
	for deadline := time.Now().Add(time.Minute); lives(pid) || exists(dir); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after a minute the process lives (%v), and %s is there (%v)", lives(pid), dir, exists(dir))
		}
	}
}

// TestTheWatchWaitsForItsProcess: nothing is done to what is used, whatever the collector of garbage takes for unused.
func TestTheWatchWaitsForItsProcess(t *testing.T) {
	dir, err := Dir()
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		runtime.GC()
		if !exists(dir) {
			t.Fatalf("%s is removed while the tests run", dir)
		}
	}
}

// lives leaves out one that is dead and that nobody has asked about, as where nothing looks after orphans.
func lives(pid int) bool {
	status, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(pid), "status"))
	return err == nil && !strings.Contains(string(status), "State:\tZ")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// hungUp says how a program ends whose terminal goes away.
func hungUp() error {
	program := exec.Command("sleep", "600")
	if err := program.Start(); err != nil {
		return err
	}
	if err := program.Process.Signal(syscall.SIGHUP); err != nil {
		return err
	}
	return program.Wait()
}

// TestProgramsTakeSignalsThatTheTestsIgnore: a test run under nohup, or in the background of a script, waited for programs that
// never ended.
func TestProgramsTakeSignalsThatTheTestsIgnore(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, os.Args[0])
	run.Env = append(os.Environ(), story+"=heed")
	run.WaitDelay = time.Second
	if out, err := run.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "signal: hangup" {
		t.Errorf("a program that is hung up: %s (%v)", out, err)
	}
}
