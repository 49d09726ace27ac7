package resolve

import "regexp/syntax"

// matchLengths are the least and the greatest number of characters of a text
// that a pattern matches; the greatest is negative when there is none.
func matchLengths(pattern string) (least, most int) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0, -1
	}
	least, most = lengthsOf(re)
	if !isAnchored(re) {
		most = -1
	}
	return least, most
}

// isAnchored says that what a pattern matches is always the whole text.
func isAnchored(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpCapture:
		return isAnchored(re.Sub[0])
	case syntax.OpConcat:
		return re.Sub[0].Op == syntax.OpBeginText && re.Sub[len(re.Sub)-1].Op == syntax.OpEndText
	}
	return false
}

func lengthsOf(re *syntax.Regexp) (least, most int) {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune), len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1, 1
	case syntax.OpCapture:
		return lengthsOf(re.Sub[0])
	case syntax.OpStar:
		return 0, -1
	case syntax.OpPlus:
		least, _ = lengthsOf(re.Sub[0])
		return least, -1
	case syntax.OpQuest:
		_, most = lengthsOf(re.Sub[0])
		return 0, most
	case syntax.OpRepeat:
		least, most = lengthsOf(re.Sub[0])
		if re.Max < 0 || most < 0 {
			return least * re.Min, -1
		}
		return least * re.Min, most * re.Max
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			l, m := lengthsOf(sub)
			if least += l; m < 0 || most < 0 {
				most = -1
			} else {
				most += m
			}
		}
		return least, most
	case syntax.OpAlternate:
		least, most = lengthsOf(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			l, m := lengthsOf(sub)
			if least = min(least, l); m < 0 || most < 0 {
				most = -1
			} else {
				most = max(most, m)
			}
		}
		return least, most
	}
	return 0, 0 // an anchor, or nothing
}
