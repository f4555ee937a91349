package spec

import (
	"fmt"
	"strings"
)

// mostPassword is far more than a token has, and far less than a file that was named by mistake.
const mostPassword = 16 << 10

func readPassword(path string, read func(string) ([]byte, error)) (password, reason string) {
	data, reason := readNamed(path, read)
	if reason != "" {
		return "", reason
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
