package dirlock

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func TestSecondHolderIsRefusedAndToldWho(t *testing.T) {
	dir := t.TempDir()
	first, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Acquire(dir)
	var held *HeldError
	if !errors.As(err, &held) {
		t.Fatalf("second Acquire returned %v, want a HeldError", err)
	}
	if held.PID != os.Getpid() || held.Dir != dir {
		t.Errorf("held by %+v, want pid %d in %s", held, os.Getpid(), dir)
	}
	if !strings.Contains(err.Error(), "stop it first") {
		t.Errorf("error %q does not say what to do", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := Acquire(dir)
	if err != nil {
		t.Fatalf("Acquire after Release: %v", err)
	}
	again.Release()
}

func TestLeftoverFileDoesNotLock(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/"+Name, []byte("99999999\n123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	lock, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	if pid := readPID(mustOpen(t, dir+"/"+Name)); pid != os.Getpid() {
		t.Errorf("the file names pid %d, want %d", pid, os.Getpid())
	}
}

func mustOpen(t *testing.T, path string) *os.File {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}
