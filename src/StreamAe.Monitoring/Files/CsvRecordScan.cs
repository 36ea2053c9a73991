namespace StreamAe.Monitoring.Files;

/// <summary>
/// Where the RFC 4180 record at the start of a text ends. Strict: a quote stands only around a whole field or doubled in it.
/// </summary>
/// <param name="Status">Record, StrayQuote or OpenQuote.</param>
/// <param name="Length">Bytes of the record without its line end; bytes before the error where there is one.</param>
/// <param name="Consumed">Bytes up to the next record; 0 where there is an error.</param>
/// <param name="Quoted">Some field has quotes.</param>
internal readonly record struct CsvRecordScan(CsvRecordStatus Status, int Length, int Consumed, bool Quoted)
{
    /// <summary>False where <paramref name="text"/> is too short to tell.</summary>
    /// <param name="text">From the record's first byte on.</param>
    /// <param name="complete">Nothing follows <paramref name="text"/>: its end ends the record.</param>
    /// <param name="scan">What was found.</param>
    public static bool TryFind(ReadOnlySpan<byte> text, bool complete, out CsvRecordScan scan)
    {
        int index = text.IndexOfAny((byte)'\n', (byte)'"');
        if (index < 0)
        {
            return TryEndWithText(text, complete, quoted: false, out scan);
        }

        if (text[index] == (byte)'\n')
        {
            scan = EndAt(text, index, quoted: false);
            return true;
        }

        return TryFindQuoted(text, complete, out scan);
    }

    private static bool TryFindQuoted(ReadOnlySpan<byte> text, bool complete, out CsvRecordScan scan)
    {
        int at = 0;
        while (true)
        {
            if (at < text.Length && text[at] == (byte)'"')
            {
                int after = AfterClosingQuote(text, at + 1);
                if (after < 0)
                {
                    scan = new CsvRecordScan(CsvRecordStatus.OpenQuote, text.Length, 0, Quoted: true);
                    return complete;
                }

                at = after;
                bool atCarriageReturn = at < text.Length && text[at] == (byte)'\r';
                if (at == text.Length || (atCarriageReturn && at + 1 == text.Length))
                {
                    return TryEndWithText(text, complete, quoted: true, out scan);
                }

                if (atCarriageReturn && text[at + 1] == (byte)'\n')
                {
                    at++;
                }
            }
            else
            {
                int stop = text[at..].IndexOfAny((byte)',', (byte)'\n', (byte)'"');
                if (stop < 0)
                {
                    return TryEndWithText(text, complete, quoted: true, out scan);
                }

                at += stop;
            }

            switch (text[at])
            {
                case (byte)'\n':
                    scan = EndAt(text, at, quoted: true);
                    return true;
                case (byte)',':
                    at++;
                    break;
                default:
                    scan = new CsvRecordScan(CsvRecordStatus.StrayQuote, at, 0, Quoted: true);
                    return true;
            }
        }
    }

    /// <summary>
    /// Index behind the quote that closes the field whose text starts at <paramref name="at"/>; −1 where there is none. At the end
    /// of the text the quote may still get a twin.
    /// </summary>
    private static int AfterClosingQuote(ReadOnlySpan<byte> text, int at)
    {
        while (true)
        {
            int quote = text[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return -1;
            }

            at += quote + 1;
            if (at == text.Length || text[at] != (byte)'"')
            {
                return at;
            }

            at++;
        }
    }

    private static CsvRecordScan EndAt(ReadOnlySpan<byte> text, int newline, bool quoted) =>
        new(CsvRecordStatus.Record, newline > 0 && text[newline - 1] == (byte)'\r' ? newline - 1 : newline, newline + 1, quoted);

    private static bool TryEndWithText(ReadOnlySpan<byte> text, bool complete, bool quoted, out CsvRecordScan scan)
    {
        int length = text is [.., (byte)'\r'] ? text.Length - 1 : text.Length;
        scan = new CsvRecordScan(CsvRecordStatus.Record, length, text.Length, quoted);
        return complete;
    }
}
