namespace StreamAe.Host.Plots;

/// <summary>Colours and sizes that all charts share.</summary>
internal static class PlotStyle
{
    public const uint Ink = 0x222222;
    public const uint Faint = 0xDDDDDD;
    public const uint Paper = 0xFFFFFF;
    public const double TitleSize = 15;
    public const double LabelSize = 12;

    /// <summary>The colours of Okabe and Ito (2008), which colour-blind readers tell apart; yellow, faint on white, is left out.</summary>
    private static readonly uint[] Palette = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000];

    public static uint Color(int series) => Palette[series % Palette.Length];
}
