package formats

// IBAN is an international bank account number without spaces whose check
// digits are right (ISO 13616-1). How long it is in each country isn't checked.
func IBAN(s string) bool {
	return len(s) >= 15 && len(s) <= 34 && isUpper(s[0]) && isUpper(s[1]) && isDigit(s[2]) && isDigit(s[3]) &&
		rest97(s[4:], s[:4]) == 1
}

// LEI is a legal entity's identifier whose check digits are right (ISO 17442-1).
func LEI(s string) bool {
	return len(s) == 20 && isDigit(s[18]) && isDigit(s[19]) && rest97(s, "") == 1
}

// rest97 reckons letters as two digits, A as 10, and gives what is left of two
// texts beside one another divided by 97 (ISO/IEC 7064, MOD 97-10); -1 if there
// are other characters.
func rest97(first, second string) int {
	rest := 0
	for _, s := range [...]string{first, second} {
		for i := range len(s) {
			switch c := s[i]; {
			case isDigit(c):
				rest = (rest*10 + int(c-'0')) % 97
			case isUpper(c):
				rest = (rest*100 + int(c-'A') + 10) % 97
			default:
				return -1
			}
		}
	}
	return rest
}

// BIC is the identifier of a bank or business in payments, of 8 or 11
// characters in upper case (ISO 9362). Its country is one of [ISO3166] or XK,
// which banks use for Kosovo.
func BIC(s string) bool {
	if len(s) != 8 && len(s) != 11 || !all(s, isUpperOrDigit) {
		return false
	}
	country := s[4:6]
	return ISO3166(country) || country == "XK"
}

// ISIN is the number of a security whose check digit is right (ISO 6166). The
// prefix is two letters, a country's or another.
func ISIN(s string) bool {
	return len(s) == 12 && isUpper(s[0]) && isUpper(s[1]) && isDigit(s[11]) && all(s, isUpperOrDigit) && luhn(s)
}

// CardNumber is the number of a payment card, of 12 to 19 digits without
// spaces, whose check digit is right (ISO/IEC 7812-1).
func CardNumber(s string) bool {
	return len(s) >= 12 && len(s) <= 19 && all(s, isDigit) && luhn(s)
}

// luhn checks the last digit by the others, of which every other counts double
// (ISO/IEC 7812-1, annex B). Letters are reckoned as two digits, A as 10.
func luhn(s string) bool {
	sum, double := 0, false
	add := func(digit int) {
		if double {
			if digit *= 2; digit > 9 {
				digit -= 9
			}
		}
		sum, double = sum+digit, !double
	}
	for i := len(s) - 1; i >= 0; i-- {
		if isUpper(s[i]) {
			n := int(s[i]-'A') + 10
			add(n % 10)
			add(n / 10)
			continue
		}
		add(int(s[i] - '0'))
	}
	return sum%10 == 0
}

// GTIN is the number of goods under a bar code, of 8, 12, 13 or 14 digits, whose
// check digit is right (GS1 General Specifications, section 7.9).
func GTIN(s string) bool {
	switch len(s) {
	case 8, 12, 13, 14:
	default:
		return false
	}
	sum := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
		digit := int(s[i] - '0')
		if (len(s)-i)%2 == 0 {
			digit *= 3
		}
		sum += digit
	}
	return sum%10 == 0
}

// ISBN is the number of a book, of 13 digits without hyphens, whose check digit
// is right (ISO 2108).
func ISBN(s string) bool {
	return len(s) == 13 && (s[:3] == "978" || s[:3] == "979") && GTIN(s)
}
