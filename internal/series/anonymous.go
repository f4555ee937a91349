package series

import "strings"

// Anonymous puts a star for every word that begins with a name, so that what is said of one of many can be compared with
// what is said of another: the machine fleet-001-x7k2p becomes the machine *.
func Anonymous(text, name string) string {
	if name == "" {
		return text
	}
	var anonymous strings.Builder
	for {
		before, after, found := strings.Cut(text, name)
		anonymous.WriteString(before)
		if !found {
			return anonymous.String()
		}
		anonymous.WriteByte('*')
		text = strings.TrimLeft(after, "-abcdefghijklmnopqrstuvwxyz0123456789")
	}
}
