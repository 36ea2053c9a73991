namespace StreamAe.Monitoring.Features;

/// <summary>
/// How a scaled row marks an entry that nobody observed: as −0, which a model reads as 0 and which no observed value is scaled to. So the
/// row itself says what may count, and needs no mask beside it.
/// </summary>
internal static class Unobserved
{
    public const float Mark = -0f;

    public static bool Is(float value) => BitConverter.SingleToInt32Bits(value) == int.MinValue;
}
