package spec

import (
	"fmt"
	"strings"
)

// mostPassword is far more than a token has, and far less than a file that was named by mistake.
const mostPassword = 16 << 10

func readPassword(path string, read func(string) ([]byte, error)) (password, reason string) {
	if read == nil {
		return "", fmt.Sprintf("file %s cannot be read here", quote(path))
	}
	data, err := read(path)
	if err != nil {
		return "", fmt.Sprintf("cannot read file %s: %v; paths are relative to the lab file", quote(path), fileError(err))
	}
	password = strings.TrimRight(string(data), "\r\n")
	switch {
	case password == "":
		return "", fmt.Sprintf("file %s is empty; it must hold the password", quote(path))
	case len(password) > mostPassword || strings.ContainsAny(password, "\r\n\x00"):
		return "", fmt.Sprintf("file %s is not a password: it must be one line of at most %d bytes", quote(path), mostPassword)
	}
	return password, ""
}
