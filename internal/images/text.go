package images

import (
	"regexp"
	"strings"

	"github.com/distribution/reference"
)

// imageLine is a line of YAML that names an image.
var imageLine = regexp.MustCompile(`(?m)^[\s-]*image:[ \t]*(.+?)[ \t]*(?:#.*)?$`)

// InTemplate returns the images that the text of a template names, read line by line: it becomes objects only where it is filled in.
func InTemplate(text string) []string {
	found := finder{}
	for _, match := range imageLine.FindAllStringSubmatch(text, -1) {
		found.add(strings.Trim(match[1], `"'`))
	}
	return sorted(found)
}

// Whole writes an image as a registry is asked for it, with host and tag: redis becomes docker.io/library/redis:latest. What is none,
// or is still to be filled in, is not known.
func Whole(image string) (whole string, known bool) {
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil || strings.ContainsAny(image, "{}$") {
		return image, false
	}
	return reference.TagNameOnly(named).String(), true
}

// digestOf is the digest in a reference, if it has one.
func digestOf(whole string) string {
	_, digest, _ := strings.Cut(whole, "@")
	return digest
}
