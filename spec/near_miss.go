package spec

import "strings"

// longestWord bounds the work: what is longer is no slip of a key.
const longestWord = 64

// NearMiss finds the known word that was probably meant, or nothing. A word in another case is the surest hit.
func NearMiss(word string, known []string) string {
	best, bestDistance := "", len(word)
	if len(word) > longestWord {
		return ""
	}
	for _, candidate := range known {
		if strings.EqualFold(candidate, word) {
			return candidate
		}
		// One wrong letter in three is a slip, more is another word.
		d := distance(strings.ToLower(word), strings.ToLower(candidate))
		if d <= max(len(word), len(candidate))/3 && d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// distance counts the letters to add, drop, replace or swap with their neighbour to make one word of the other.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}
