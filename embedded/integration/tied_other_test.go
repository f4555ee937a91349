//go:build !linux

package integration

import "syscall"

func tied() *syscall.SysProcAttr { return nil }
