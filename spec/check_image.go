package spec

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/distribution/reference"

	"github.com/kaaslab/kaaslab/internal/fault"
)

var (
	wholeHost   = regexp.MustCompile(`^(?:` + reference.DomainRegexp.String() + `)$`)
	wholeDigest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// checkImage refuses what no container engine takes for an image, and reports whether the image can be looked at further.
func (r *reader) checkImage(at *place, image string) bool {
	reason := imageReason(image)
	if image == "" || reason == "" {
		return image != ""
	}
	if meant := meantImage(image); meant != "" {
		reason += "; did you mean " + meant + "?"
	}
	r.refuse(at, fault.WrongForm, "%s is not an image: %s", quote(image), reason)
	return false
}

// imageReason says why a text is no reference to an image, or nothing.
func imageReason(image string) string {
	named, err := reference.ParseNormalizedNamed(image)
	name, tag := cutTag(image)
	if first, _, more := strings.Cut(name, "/"); more && !strings.ContainsAny(first, ".:") && first != strings.ToLower(first) {
		err = reference.ErrNameContainsUppercase // it would be the host of a registry, for its letters alone
	}
	switch {
	case err == nil && !hasPortOrNone(reference.Domain(named)):
		return fmt.Sprintf("%s names no port; ports are 1 to 65535", quote(reference.Domain(named)))
	case err == nil:
		return ""
	case strings.Contains(image, "://"):
		return "it begins with the name of its registry, without " + image[:strings.Index(image, "://")+len("://")]
	case strings.ContainsFunc(image, isSpace):
		return "it has no spaces in it"
	case strings.HasSuffix(image, ":") || strings.HasSuffix(image, "@"):
		return fmt.Sprintf("nothing comes after its last %q; name a tag, or leave the %[1]q out", image[len(image)-1:])
	case strings.Contains(image, "@") && !wholeDigest.MatchString(image[strings.Index(image, "@")+1:]):
		return "its digest is not sha256: and 64 digits of 0-9 and a-f"
	case errors.Is(err, reference.ErrNameContainsUppercase):
		return "the part before its tag has lower-case letters only"
	case strings.Contains(tag, "+"):
		return "a tag has no +; releases of k3s are written with +, their tags with -"
	case name == "":
		return "it has no name"
	case errors.Is(err, reference.ErrNameTooLong):
		return fmt.Sprintf("its name is longer than %d characters", reference.RepositoryNameTotalLengthMax)
	}
	return "it must be [registry/]name[:tag][@digest], such as kindest/node:v1.36.1"
}

func isSpace(c rune) bool { return strings.TrimSpace(string(c)) == "" || oddCharacters[c].write == " " }

// cutTag splits an image before its tag or digest, which stand behind the last slash.
func cutTag(image string) (name, tag string) {
	last := strings.LastIndex(image, "/") + 1
	if at := strings.IndexAny(image[last:], ":@"); at >= 0 {
		return image[:last+at], image[last+at:]
	}
	return image, ""
}

var (
	imageScheme  = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*://`)
	strayImage   = regexp.MustCompile(`^[\s/]+|[\s/:@]+$`)
	besideSpaces = regexp.MustCompile(`\s*([/:@])\s*`)
	innerSpaces  = regexp.MustCompile(`[\s+]+`)
)

// meantImage mends what people write into an image that does not belong there. What is then still none is nobody's guess.
func meantImage(image string) string {
	meant := strayImage.ReplaceAllString(imageScheme.ReplaceAllString(image, ""), "")
	name, tag := cutTag(besideSpaces.ReplaceAllString(meant, "$1"))
	meant = strings.ToLower(name) + innerSpaces.ReplaceAllString(tag, "-")
	if imageReason(meant) != "" {
		return ""
	}
	return meant
}

// hostReason says why a text is no host of a registry: a part of it is empty, or ends as no host does.
func hostReason(host string) string {
	rest := strings.TrimPrefix(host, "*.")
	if host == "*" || rest == "" {
		return ""
	}
	if !wholeHost.MatchString(rest) {
		return quote(host) + " is not a host such as docker.io or registry.example.com:5000"
	}
	if !hasPortOrNone(rest) {
		return quote(host) + ": ports are 1 to 65535"
	}
	return ""
}

// hasPortOrNone says whether what is behind the host of a registry, if there is anything, is a port.
func hasPortOrNone(host string) bool {
	colon := strings.LastIndex(host, ":")
	return colon < strings.LastIndex(host, "]") || colon < 0 || isPort(host[colon+1:])
}

// balancerImage is what Cluster API makes a load balancer's image of: it takes a repository and a tag, and puts haproxy between.
var balancerImage = regexp.MustCompile(`^[^@]+/haproxy:[^/@]+$`)

func (r *reader) checkBalancerImage(at *place, image string) {
	if r.checkImage(at, image) && !balancerImage.MatchString(image) {
		r.refuse(at, fault.WrongForm, "%s is not valid; it must be a registry or path, /haproxy and a tag, such as kindest/haproxy:v20230606-42a2262b", quote(image))
	}
}
