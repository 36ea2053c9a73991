using System.Text.Unicode;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding.Csv;

/// <summary>One line of CSV a message, split as the lines of files are.</summary>
internal sealed class CsvLineDecoder(RecordLayout layout, CsvColumns columns, EntityDirectory directory) : FieldDecoder(layout, directory)
{
    private readonly int[] _ends = new int[columns.Count];
    private byte[] _unquoted = [];

    protected override bool TryReadFields(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text, out DecodeProblem problem)
    {
        text = value;
        problem = FindProblem(value, out CsvRecordScan scan);
        if (problem.Detail is not null)
        {
            return false;
        }

        text = value[..scan.Length];
        int count;
        if (scan.Quoted)
        {
            if (_unquoted.Length <= scan.Length)
            {
                _unquoted = new byte[Math.Max(scan.Length + 1, 2 * _unquoted.Length)];
            }

            count = CsvFields.SplitQuoted(text, _unquoted, _ends);
            text = _unquoted;
        }
        else
        {
            count = CsvFields.Split(text, _ends);
        }

        if (count != columns.Count)
        {
            problem = new DecodeProblem(DeadLetterReason.ColumnCount, $"{count} fields; the source lists {columns.Count} columns.");
            return false;
        }

        int start = 0;
        for (int column = 0; column < _ends.Length; column++)
        {
            foreach (int slot in columns.Slots[column])
            {
                Fields[slot] = FieldValue.OfText(FieldKind.Number, start, _ends[column] - start);
            }

            start = _ends[column] + 1;
        }

        return true;
    }

    private static DecodeProblem FindProblem(ReadOnlySpan<byte> value, out CsvRecordScan scan)
    {
        CsvRecordScan.TryFind(value, complete: true, out scan);
        string? detail = value.Contains((byte)0) ? "the record contains a NUL byte, which is no text."
            : !Utf8.IsValid(value) ? "the bytes are no UTF-8."
            : value.StartsWith("\uFEFF"u8) ? "the record begins with a byte order mark; write it without."
            : scan.Status == CsvRecordStatus.StrayQuote ? "a quote stands inside an unquoted field, or text after a closing quote; quote the whole field and double the quotes in it."
            : scan.Status == CsvRecordStatus.OpenQuote ? "the record ends inside a quoted field."
            : scan.Length == 0 ? "the line is empty."
            : scan.Consumed < value.Length ? "the record holds more than one line; a record is one line."
            : null;
        return detail is null ? default : Malformed(detail);
    }
}
