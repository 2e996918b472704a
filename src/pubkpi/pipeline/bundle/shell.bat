@echo off
rem A window in which pubkpi is a command.
chcp 936 >nul
set "PATH=%LOCALAPPDATA%\pubkpi\venv\Scripts;%PATH%"
cd /d "%USERPROFILE%"
cmd /k pubkpi --help
