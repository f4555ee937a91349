package spec

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// The form of labels, as Kubernetes checks it.
var (
	labelWord   = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$`)
	labelPrefix = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)
)

// reservedLabels are domains whose labels say what kaaslab and Cluster API themselves hold of a cluster.
var reservedLabels = []string{ownDomain, clusterGroup}

const ownDomain = "kaaslab.dev"

func (r *reader) checkLabels(at *place, labels map[string]string, own bool) {
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		if reason := keyReason(name, "a label key"); reason != "" {
			r.refuseKey(at.key(name), fault.WrongForm, "%s", reason)
		} else if own && ReservedLabel(name) {
			r.refuseKey(at.key(name), fault.ReservedLabel, "is reserved: labels of %s are set by kaaslab and Cluster API only", strings.Join(reservedLabels, " and "))
		}
		if reason := labelValueReason(labels[name]); reason != "" {
			r.refuse(at.key(name), fault.WrongForm, "%s", reason)
		}
	}
}

// PausedAnnotation keeps Cluster API from doing anything with a cluster.
const PausedAnnotation = clusterGroup + "/paused"

// checkAnnotations refuses annotations that say what kaaslab holds of a cluster, and one that nothing could be waited for with.
func (r *reader) checkAnnotations(at *place, annotations map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(annotations)) {
		switch reason := keyReason(name, "the key of an annotation"); {
		case reason != "":
			r.refuseKey(at.key(name), fault.WrongForm, "%s", reason)
		case ownLabel(name):
			r.refuseKey(at.key(name), fault.ReservedLabel, "is reserved: annotations of %s are set by kaaslab only", ownDomain)
		case name == PausedAnnotation:
			r.refuseKey(at.key(name), fault.ConflictingKeys, "keeps Cluster API from making the cluster, so that apply would wait in vain; remove it, and set it with kubectl when the cluster is there")
		}
	}
}

// keyReason says why something is no key of what it is to be one of, or nothing.
func keyReason(name, what string) string {
	prefix, word, hasPrefix := strings.Cut(name, "/")
	if !hasPrefix {
		word = name
	}
	if hasPrefix && (len(prefix) > 253 || !labelPrefix.MatchString(prefix)) {
		return quote(name) + " is not " + what + "; what is before the / must be a domain such as example.com"
	}
	if !labelWord.MatchString(word) {
		return quote(name) + " is not " + what + "; use at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"
	}
	return ""
}

func labelValueReason(value string) string {
	if value == "" || labelWord.MatchString(value) {
		return ""
	}
	return quote(value) + " is not a label value; use at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"
}

// ReservedLabel reports whether kaaslab or Cluster API sets the label, so that a lab file must not.
func ReservedLabel(name string) bool {
	return slices.ContainsFunc(reservedLabels, func(domain string) bool { return isOf(name, domain) })
}

// ownLabel reports whether a label says what kaaslab holds of a cluster.
func ownLabel(name string) bool { return isOf(name, ownDomain) }

// isOf reports whether a label is one of a domain or of one below it.
func isOf(name, domain string) bool {
	prefix, _, hasPrefix := strings.Cut(name, "/")
	return hasPrefix && (prefix == domain || strings.HasSuffix(prefix, "."+domain))
}
