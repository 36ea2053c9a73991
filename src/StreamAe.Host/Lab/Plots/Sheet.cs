using StreamAe.Host.Plots;

namespace StreamAe.Host.Lab.Plots;

/// <summary>Rows as a grid of small pictures, all in one scale: grey images where height and width are known, else lines over the features.</summary>
/// <param name="ImageHeight">0 for lines.</param>
/// <param name="ImageWidth">0 for lines.</param>
internal sealed record Sheet(int ImageHeight, int ImageWidth)
{
    private const double Gap = 8;
    private const double CaptionHeight = 18;
    private const double TitleHeight = 32;
    private const double FullRowLabelWidth = 84;
    private const int LineCellWidth = 130;
    private const int LineCellHeight = 80;

    /// <summary>Images are enlarged to about this many pixels a side, to whole pixels a value.</summary>
    private const int ImageSide = 72;

    /// <summary>Whether each row has a name before it.</summary>
    public bool HasRowLabels { get; init; }

    private double RowLabelWidth => HasRowLabels ? FullRowLabelWidth : 0;

    private bool IsImage => ImageHeight > 0;

    private int Magnification => Math.Max(1, ImageSide / Math.Max(1, Math.Max(ImageHeight, ImageWidth)));

    private double CellWidth => IsImage ? ImageWidth * Magnification : LineCellWidth;

    private double CellHeight => IsImage ? ImageHeight * Magnification : LineCellHeight;

    /// <summary>Pixels of a sheet of so many columns and rows.</summary>
    public (int Width, int Height) SizeOf(int columns, int rows) => (
        (int)Math.Max(420, RowLabelWidth + (columns * (CellWidth + Gap)) + (2 * Gap)),
        (int)(TitleHeight + (rows * (CellHeight + CaptionHeight + Gap)) + (2 * Gap)));

    /// <param name="rowLabels">One for each row of the sheet.</param>
    /// <param name="cells">[rows][columns] the values and what is written below them.</param>
    /// <param name="scaledRows">So many rows of the sheet decide what is dark and bright; the others are cut to it.</param>
    public void Draw(
        IChartCanvas canvas,
        string title,
        IReadOnlyList<string> rowLabels,
        IReadOnlyList<IReadOnlyList<(float[] Values, string Caption)>> cells,
        int scaledRows = int.MaxValue)
    {
        canvas.Text(Gap, 20, title, PlotStyle.TitleSize, PlotStyle.Ink);
        IEnumerable<float> all = cells.Take(scaledRows).SelectMany(row => row).SelectMany(cell => cell.Values).Where(float.IsFinite);
        float low = all.DefaultIfEmpty(0).Min(), high = all.DefaultIfEmpty(1).Max();
        for (int i = 0; i < cells.Count; i++)
        {
            double y = TitleHeight + Gap + (i * (CellHeight + CaptionHeight + Gap));
            canvas.Text(Gap, y + (CellHeight / 2) + 4, rowLabels[i], PlotStyle.LabelSize, PlotStyle.Ink);
            for (int j = 0; j < cells[i].Count; j++)
            {
                double x = RowLabelWidth + Gap + (j * (CellWidth + Gap));
                if (IsImage)
                {
                    DrawImage(canvas, cells[i][j].Values, x, y, low, high);
                }
                else
                {
                    DrawLine(canvas, cells[i][j].Values, x, y, low, high);
                }

                canvas.Text(x + (CellWidth / 2), y + CellHeight + 13, cells[i][j].Caption, PlotStyle.LabelSize - 2, PlotStyle.Ink, TextAlign.Middle);
            }
        }
    }

    private void DrawImage(IChartCanvas canvas, float[] values, double x, double y, float low, float high)
    {
        double spread = high > low ? (double)high - low : 1;
        for (int r = 0; r < ImageHeight; r++)
        {
            for (int c = 0; c < ImageWidth; c++)
            {
                float value = values[(r * ImageWidth) + c];
                uint grey = float.IsNaN(value) ? 0 : (uint)Math.Clamp(Math.Round((value - (double)low) / spread * 255), 0, 255);
                canvas.Rectangle(x + (c * Magnification), y + (r * Magnification), Magnification, Magnification, float.IsNaN(value) ? 0xFFE0E0 : grey * 0x010101);
            }
        }
    }

    private void DrawLine(IChartCanvas canvas, float[] values, double x, double y, float low, float high)
    {
        canvas.Rectangle(x, y, CellWidth, CellHeight, 0xF6F6F6);
        double spread = high > low ? (double)high - low : 1;
        double step = values.Length > 1 ? CellWidth / (values.Length - 1) : 0;
        List<(double X, double Y)> points = [.. values.Select((v, d) => (X: x + (d * step), Y: y + CellHeight - ((v - low) / spread * CellHeight))).Where(p => double.IsFinite(p.Y))];
        if (points.Count == 1)
        {
            canvas.Circle(points[0].X + (CellWidth / 2), points[0].Y, 2.5, PlotStyle.Color(0));
        }
        else if (points.Count > 1)
        {
            canvas.Line(points, PlotStyle.Color(0), 1.4);
        }
    }
}
