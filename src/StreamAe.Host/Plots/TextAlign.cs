namespace StreamAe.Host.Plots;

/// <summary>Which part of a text is at its x.</summary>
internal enum TextAlign
{
    Start,
    Middle,
    End,
}
