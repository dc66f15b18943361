/**
 * What exactly is wrong with a filter.
 */
export type FilterRule = "empty" | "tooLong" | "tooMany" | "tooDeep" | "parenthesisExtra" | "bracketExtra" | "wordUnexpected" | "textUnexpected" | "joinMissing" | "conditionMissing" | "conditionMissingBefore" | "parenthesisOpen" | "bracketOpen" | "bracketNested" | "partsAfterBracket" | "operatorMissing" | "operatorUnknown" | "valueMissing" | "nameQuoted" | "nameExpected" | "endsEarly" | "notBare" | "bracketAfterPart" | "nameOdd" | "numberOdd" | "unquoted" | "quoteOpen" | "textOdd" | "valueOdd" | "noList" | "noAttribute" | "plainValues" | "noPart" | "whole" | "writeOnly" | "nullOrder" | "booleanOrder" | "binaryOrder" | "numberPart" | "wantsBoolean" | "wantsNumber" | "wantsDate" | "wantsBase64" | "wantsText";
