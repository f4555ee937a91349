package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// number writes a figure so that it says no more than was measured: three digits, and whole numbers as they are.
func number(value float64) string {
	switch size := math.Abs(value); {
	case value == math.Trunc(value) || size >= 100:
		return thousands(strconv.FormatFloat(value, 'f', 0, 64))
	case size >= 10:
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.2f", value)
}

// thousands parts groups of three digits.
func thousands(digits string) string {
	if len(digits) <= 3 || strings.HasPrefix(digits, "-") {
		return digits
	}
	return thousands(digits[:len(digits)-3]) + "," + digits[len(digits)-3:]
}
