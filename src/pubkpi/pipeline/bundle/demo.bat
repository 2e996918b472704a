@echo off
rem Walks the whole way on sample data, in a folder of the user, and opens the reports.
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
set "PUBKPI=%LOCALAPPDATA%\pubkpi\venv\Scripts\pubkpi.exe"
if not exist "%PUBKPI%" echo 还没有安装：先运行 install.bat。
if not exist "%PUBKPI%" goto done
"%PUBKPI%" demo "%USERPROFILE%\pubkpi-demo"
if not errorlevel 1 start "" "%USERPROFILE%\pubkpi-demo\reports"
:done
if not defined PUBKPI_QUIET pause
