using System.Text;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

/// <summary>
/// The record rules once more, one character at a time over a whole text: the model the buffered reader is compared with.
/// Bytes are taken as Latin-1 characters, so that indices are bytes.
/// </summary>
internal static class NaiveCsv
{
    /// <param name="Line">1-based line of its first byte.</param>
    /// <param name="Refused">Why it is no record; null for a record.</param>
    /// <param name="Fields">The fields of a record, decoded; null where its bytes are no text.</param>
    internal sealed record Record(long Line, DeadLetterReason? Refused, string[]? Fields);

    public static List<Record> Records(byte[] bytes, int maxRecord)
    {
        string text = Encoding.Latin1.GetString(bytes);
        int at = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        long line = 1;
        var records = new List<Record>();
        while (at < text.Length)
        {
            (DeadLetterReason? refused, int length, int next, List<string> fields) = One(text, at);
            if (length > maxRecord)
            {
                refused = DeadLetterReason.TooLarge;
            }

            if (refused is not null)
            {
                records.Add(new Record(line, refused, null));
                int newline = text.IndexOf('\n', at);
                at = newline < 0 ? text.Length : newline + 1;
                line++;
                continue;
            }

            if (length > 0)
            {
                string raw = text.Substring(at, length);
                records.Add(new Record(line, null, raw.Contains('\0', StringComparison.Ordinal) || !IsUtf8(raw) ? null : [.. fields.Select(Decode)]));
            }

            line += Math.Max(1, text.AsSpan(at, next - at).Count('\n'));
            at = next;
        }

        return records;
    }

    private static (DeadLetterReason? Refused, int Length, int Next, List<string> Fields) One(string text, int start)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        int at = start;
        bool inQuotes = false;
        bool closed = false; // behind a closing quote
        bool fresh = true; // at the start of a field
        while (true)
        {
            bool end = at == text.Length;
            bool lineEnd = !end && (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] == '\n')));
            if (inQuotes)
            {
                if (end)
                {
                    return (DeadLetterReason.Malformed, at - start, at, fields);
                }

                if (text[at] == '"' && at + 1 < text.Length && text[at + 1] == '"')
                {
                    field.Append('"');
                    at += 2;
                }
                else if (text[at] == '"')
                {
                    inQuotes = false;
                    closed = true;
                    at++;
                }
                else
                {
                    field.Append(text[at++]);
                }
            }
            else if (end || lineEnd)
            {
                fields.Add(field.ToString());
                int next = end ? at : Math.Min(text.Length, at + (text[at] == '\r' ? 2 : 1));
                return (null, at - start, next, fields);
            }
            else if (text[at] == ',')
            {
                fields.Add(field.ToString());
                field.Clear();
                closed = false;
                fresh = true;
                at++;
                continue;
            }
            else if (closed || (text[at] == '"' && !fresh))
            {
                return (DeadLetterReason.Malformed, at - start, at, fields);
            }
            else if (text[at] == '"')
            {
                inQuotes = true;
                at++;
            }
            else
            {
                field.Append(text[at++]);
            }

            fresh = false;
        }
    }

    private static string Decode(string latin) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));

    private static bool IsUtf8(string latin)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(latin));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
