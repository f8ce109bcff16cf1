"""Rich messages: `InputRichMessage` to `RichMessage`."""
