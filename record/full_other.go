//go:build !linux

package record

import "errors"

func forbidFiles(int) error {
	return errors.New("only Linux can forbid another process to write files")
}
