namespace StreamAe.Monitoring.Files;

/// <summary>Splits a record into fields: field <c>i</c> is <c>text[(i == 0 ? 0 : ends[i−1] + 1) .. ends[i]]</c>.</summary>
internal static class CsvFields
{
    /// <summary>The number of fields, which may be larger than <paramref name="ends"/>; the ends of those that fit are stored.</summary>
    public static int Split(ReadOnlySpan<byte> record, Span<int> ends)
    {
        int count = 0;
        int start = 0;
        while (true)
        {
            int comma = record[start..].IndexOf((byte)',');
            int end = comma < 0 ? record.Length : start + comma;
            if (count < ends.Length)
            {
                ends[count] = end;
            }

            count++;
            if (comma < 0)
            {
                return count;
            }

            start = end + 1;
        }
    }

    /// <summary>
    /// The same for a record with quotes that <see cref="CsvRecordScan"/> found well formed: the fields without their quotes, each
    /// with one byte behind it, are written to <paramref name="text"/> (at least as long as the record plus one).
    /// </summary>
    public static int SplitQuoted(ReadOnlySpan<byte> record, Span<byte> text, Span<int> ends)
    {
        int count = 0;
        int read = 0;
        int written = 0;
        while (true)
        {
            if (read < record.Length && record[read] == (byte)'"')
            {
                read++;
                while (true)
                {
                    int quote = record[read..].IndexOf((byte)'"');
                    bool doubled = read + quote + 1 < record.Length && record[read + quote + 1] == (byte)'"';
                    int copied = doubled ? quote + 1 : quote;
                    record.Slice(read, copied).CopyTo(text[written..]);
                    written += copied;
                    read += copied + 1;
                    if (!doubled)
                    {
                        break;
                    }
                }
            }
            else
            {
                int comma = record[read..].IndexOf((byte)',');
                int length = comma < 0 ? record.Length - read : comma;
                record.Slice(read, length).CopyTo(text[written..]);
                written += length;
                read += length;
            }

            if (count < ends.Length)
            {
                ends[count] = written;
            }

            count++;
            if (read >= record.Length)
            {
                return count;
            }

            text[written++] = (byte)',';
            read++;
        }
    }
}
