using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Files;

/// <summary>Known truth from bytes. Blanks around are ignored.</summary>
internal static class CsvLabel
{
    public const string Rule = "a label is 0, 1, 0.0, 1.0 or empty";

    public static bool TryParse(ReadOnlySpan<byte> field, out sbyte label)
    {
        field = field.Trim(" \t"u8);
        (bool known, label) = field switch
        {
            [] => (true, ObservationBatch.NoLabel),
            [(byte)'0'] or [(byte)'0', (byte)'.', (byte)'0'] => (true, (sbyte)0),
            [(byte)'1'] or [(byte)'1', (byte)'.', (byte)'0'] => (true, (sbyte)1),
            _ => (false, ObservationBatch.NoLabel),
        };
        return known;
    }
}
