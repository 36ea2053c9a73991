using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>
/// Reads back what <see cref="DeadLetterCsv"/> wrote, also while it is being written. What is no whole letter is passed over: the last row of a
/// file, half of one that a crash left, and anything that somebody else put there.
/// </summary>
public static class DeadLetterCsvReader
{
    private const int ReasonColumn = 2;

    /// <summary>In the order of the file; none where it cannot be read.</summary>
    public static IEnumerable<DeadLetter> Read(string path)
    {
        StreamReader? text = Open(path);
        if (text is null)
        {
            yield break;
        }

        using (text)
        {
            var fields = new List<string>();
            while (ReadLine(text) is string line)
            {
                if (TrySplit(line, fields) && ToLetter(fields) is DeadLetter letter)
                {
                    yield return letter;
                }
            }
        }
    }

    /// <summary>Takes back what <see cref="DeadLetterCsv"/> did to a text.</summary>
    internal static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        const int HexDigits = 4;
        var original = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                original.Append(text[i]);
                continue;
            }

            char kind = text[++i];
            if (kind == 'u' && i + HexDigits < text.Length && ushort.TryParse(text.AsSpan(i + 1, HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                original.Append((char)unit);
                i += HexDigits;
                continue;
            }

            original.Append(kind switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => kind,
            });
        }

        return original.ToString();
    }

    private static StreamReader? Open(string path)
    {
        try
        {
            return new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), Encoding.UTF8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? ReadLine(StreamReader text)
    {
        try
        {
            return text.ReadLine();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A letter is one line: what would break it is escaped within.</summary>
    private static bool TrySplit(string line, List<string> fields)
    {
        fields.Clear();
        int at = 0;
        while (true)
        {
            var field = new StringBuilder();
            if (at < line.Length && line[at] == '"')
            {
                for (at++; ; at++)
                {
                    int quote = line.IndexOf('"', at);
                    if (quote < 0)
                    {
                        return false;
                    }

                    field.Append(line, at, quote - at);
                    at = quote + 1;
                    if (at == line.Length || line[at] != '"')
                    {
                        break;
                    }

                    field.Append('"');
                }
            }
            else
            {
                int comma = line.IndexOf(',', at);
                int end = comma < 0 ? line.Length : comma;
                field.Append(line, at, end - at);
                at = end;
            }

            fields.Add(field.ToString());
            if (at == line.Length)
            {
                return true;
            }

            if (line[at++] != ',')
            {
                return false;
            }
        }
    }

    private static DeadLetter? ToLetter(List<string> fields)
    {
        int least = DeadLetterCsv.Columns.Length, most = least + DeadLetterCsv.OriginColumns.Length;
        if ((fields.Count != least && fields.Count != most)
            || !long.TryParse(fields[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long position)
            || !Enum.TryParse(fields[ReasonColumn], out DeadLetterReason reason)
            || !Enum.IsDefined(reason))
        {
            return null;
        }

        bool hasTime = fields.Count == most
            & DateTimeOffset.TryParseExact(fields[^1], "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset at);
        return new DeadLetter(Unescape(fields[0]), position, reason, Unescape(fields[3]), Unescape(fields[4]))
        {
            Monitor = fields.Count == most ? Unescape(fields[^2]) : string.Empty,
            At = hasTime ? at : null,
        };
    }
}
