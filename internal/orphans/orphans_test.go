package orphans

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
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
